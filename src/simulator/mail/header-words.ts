const PLAIN = /^[\x20-\x7e]*$/;
/** Bytes of one encoded word, so that it stays below 76 characters. */
const WORD_BYTES = 42;

/** Text as it may stand in a header: RFC 2047 words where it isn't plain ASCII. */
export function headerWords(text: string): string {
  if (PLAIN.test(text) && !text.includes('=?')) return text;
  const words: string[] = [];
  let part = '';
  for (const character of text) {
    if (Buffer.byteLength(part + character) > WORD_BYTES) {
      words.push(part);
      part = '';
    }
    part += character;
  }
  words.push(part);
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

/** A display name before an address. */
export function namedAddress(name: string, address: string): string {
  if (name === '') return address;
  const plain = PLAIN.test(name) && !name.includes('=?');
  const written = plain ? `"${name.replaceAll(/["\\]/g, '\\$&')}"` : headerWords(name);
  return `${written} <${address}>`;
}

/** RFC 5322 date, in UTC. */
export function headerDate(at: string): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}
