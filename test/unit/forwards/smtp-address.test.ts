import assert from 'node:assert/strict';
import { addressText, parseSmtpAddress } from '../../../src/forwards/smtp-address.js';

describe('parseSmtpAddress', () => {
  const read: readonly (readonly [claim: string, raw: string, text: string])[] = [
    ['reads a plain address', 'x@evil.example', 'x@evil.example'],
    ['takes off the prefix in any case', 'sMtP:x@evil.example', 'x@evil.example'],
    ['keeps the case of the local part only', 'SMTP:Max.M@Evil.EXAMPLE', 'Max.M@evil.example'],
    ['drops a trailing dot', 'x@evil.example.', 'x@evil.example'],
    ['writes an IDN in ASCII', 'x@bücher.example', 'x@xn--bcher-kva.example'],
    [
      'takes the last @ of a quoted local part',
      '"a@contoso.com"@evil.example',
      '"a@contoso.com"@evil.example',
    ],
    ['keeps an address literal', 'x@[203.0.113.7]', 'x@[203.0.113.7]'],
  ];
  for (const [claim, raw, text] of read) {
    it(claim, () => {
      const address = parseSmtpAddress(raw);
      assert.equal(address && addressText(address), text);
    });
  }

  const refused: readonly (readonly [claim: string, raw: string])[] = [
    ['another address type', 'x500:/o=Contoso/cn=ida@contoso.com'],
    ['a legacy DN', 'EX:/o=ExchangeLabs/cn=Recipients/cn=ida'],
    ['text without an @', 'contoso.com'],
    ['an empty local part', '@contoso.com'],
    ['an empty domain', 'x@'],
    ['several addresses', 'x@evil.example;y@contoso.com'],
    ['two @ outside quotes', 'x@evil.example@contoso.com'],
    ['a display name', '"boss@contoso.com" <x@evil.example>'],
    ['a domain that a URL parser would cut', 'x@contoso.com#.evil.example'],
    ['a domain with a path', 'x@contoso.com/evil.example'],
    ['a percent-encoded domain', 'x@%63ontoso.com'],
    ['a hidden character in the domain', 'x@cont\u00ADoso.com'],
    ['full-width letters that fold to ASCII', 'x@ｃontoso.com'],
    ['an encapsulated address', 'IMCEASMTP-x+40evil+2Eexample@contoso.com'],
    ['a line break in the local part', 'x\r\n@contoso.com'],
    ['an empty label', 'x@contoso..com'],
    ['nothing', ''],
  ];
  for (const [claim, raw] of refused) {
    it(`does not read ${claim}`, () => {
      assert.equal(parseSmtpAddress(raw), undefined);
    });
  }
});
