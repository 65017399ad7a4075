import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyse } from '../../../src/zap/analysis/analyse.js';
import type { OwnSide } from '../../../src/zap/analysis/input.js';
import { contoso, letter, nobody } from './mail-fixture.js';

const address = 'ida.berg@contoso.com';
const base64 = Buffer.from(address).toString('base64');

/** Ways in which a link carries its reader's address. */
const carried: readonly string[] = [
  address,
  address.toUpperCase(),
  encodeURIComponent(address),
  encodeURIComponent(encodeURIComponent(address)),
  base64,
  Buffer.from(address).toString('base64url'),
  encodeURIComponent(base64),
];

const wraps: readonly ((inner: string) => string)[] = [
  (inner) => inner,
  (inner) =>
    `https://eur03.safelinks.protection.outlook.com/?url=${encodeURIComponent(inner)}&data=05%7C02%7C${encodeURIComponent(address)}%7Cx&sdata=c2ln&reserved=0`,
  (inner) => `https://urldefense.com/v3/__${inner}__;!!${base64}$`,
  (inner) => `https://linkprotect.cudasvc.com/url?a=${encodeURIComponent(inner)}&c=${base64}`,
  (inner) => `https://secure-web.cisco.com/${base64}/${encodeURIComponent(inner)}`,
  () => `https://url.emailprotection.link/?b${base64}`,
  (inner) => `https://www.google.com/url?q=${encodeURIComponent(inner)}`,
];

const places: readonly ((who: string) => string)[] = [
  (who) => `https://adatum.com/login?e=${who}`,
  (who) => `https://adatum.com/login#${who}`,
  (who) => `https://adatum.com/u/${who}/x`,
  (who) => `https://${who}@adatum.com/`,
  (who) => `https://adatum.com/x;${who}`,
  (who) => `mailto:${who}?subject=x`,
  (who) => `javascript:go('${who}')`,
  (who) => `data:text/html,${who}`,
];

function leaks(html: string, own: OwnSide, withRecipient: boolean): readonly string[] {
  const { links, names } = analyse(
    letter({
      to: withRecipient ? address : 'undisclosed-recipients:;',
      html,
      text: html.replaceAll('<', ' '),
    }),
    own,
  );
  const stored = JSON.stringify({ links, names }).toLowerCase();
  return [
    ...carried,
    'safelinks.protection.outlook.com/?url',
    'sdata',
    '05%7c02',
    'urldefense.com/v3/__',
  ]
    .map((secret) => secret.toLowerCase())
    .filter((secret) => stored.includes(secret));
}

describe('recipients and wrapped links', () => {
  it('never stand in the links of the result, however a link carries them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...carried),
        fc.constantFrom(...places),
        fc.array(fc.constantFrom(...wraps), { maxLength: 4 }),
        fc.boolean(),
        (who, place, layers, inText) => {
          const href = layers.reduce((inner, wrap) => wrap(inner), place(who));
          const written = href.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
          const html = `<a href="${written}">${inText ? written : `for ${who}`}</a>`;
          assert.deepEqual(leaks(html, contoso, true), []);
          assert.deepEqual(leaks(html, contoso, false), []);
          assert.deepEqual(leaks(html, nobody, true), []);
          assert.deepEqual(leaks(html, nobody, false), []);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('leave other people’s addresses readable', () => {
    const { links } = analyse(
      letter({ html: '<a href="mailto:x@adatum.com">x@adatum.com</a>' }),
      contoso,
    );
    assert.deepEqual([links[0]?.target, links[0]?.text], ['mailto:x@adatum.com', 'x@adatum.com']);
  });
});
