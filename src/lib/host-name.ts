import { domainToASCII, domainToUnicode } from 'node:url';

const hostCharacters = /^[\p{L}\p{N}\p{M}._\u3002\uFF0E\uFF61-]{1,255}$/u;
const addressLiteral = /^\[[0-9a-f.:]{2,60}\]$/i;

/**
 * An internet domain in the form in which domains are compared: ASCII, lower case, without a trailing dot; an address
 * literal keeps its brackets. Undefined when it is neither. The characters are checked first, because domainToASCII
 * reads its input as the host of a URL: 'contoso.com#.evil.example' would become 'contoso.com'. Letters that only fold
 * to ASCII ('ｃontoso.com') are refused too.
 */
export function asciiDomain(raw: string): string | undefined {
  const text = raw.replace(/\.$/, '');
  if (addressLiteral.test(text)) return text.toLowerCase();
  if (!hostCharacters.test(text)) return undefined;
  const ascii = domainToASCII(text);
  const labels = ascii.split('.');
  if (ascii === '' || labels.some((part) => part === '' || part.length > 63)) return undefined;
  // Newer versions of Node let a broken 'xn--' label through as it is.
  if (labels.some((part) => part.startsWith('xn--') && unicodeLabel(part) === '')) return undefined;
  const disguised = /[^\0-\x7f]/.test(text) && !labels.some((part) => part.startsWith('xn--'));
  return disguised ? undefined : ascii;
}

/** What a person sees for a label in ASCII. Empty text when its 'xn--' form is broken. */
export function unicodeLabel(label: string): string {
  const unicode = domainToUnicode(label);
  return unicode.startsWith('xn--') ? '' : unicode;
}
