import assert from 'node:assert/strict';
import type { AnalysedLink } from '../../../src/zap/analysis/report.js';
import { analysed, ofLink } from './mail-fixture.js';

const data =
  'data=05%7C02%7Cida%40contoso.com%7Cabc%7C11111111-2222-3333-4444-555555555555%7C0%7C0%7C638%7CUnknown%7CTWFp%7C3000&sdata=c2ln&reserved=0';
const target = 'https://adatum.com/path?x=1';

const safe = (inner: string, host = 'eur03.safelinks.protection.outlook.com'): string =>
  `https://${host}/?url=${encodeURIComponent(inner)}&${data}`;

const v2 = (inner: string): string =>
  `https://urldefense.proofpoint.com/v2/url?u=${encodeURIComponent(inner).replaceAll('-', '-2D').replaceAll('_', '-5F').replaceAll('%', '-').replaceAll('-2F', '_')}&d=DwMF&c=x&r=aWRh`;

const wrapped: readonly (readonly [title: string, by: string, href: string])[] = [
  ['Safe Links', 'Safe Links', safe(target)],
  [
    'Safe Links of the US government',
    'Safe Links',
    safe(target, 'usg02.safelinks.protection.office365.us'),
  ],
  ['Safe Links of China', 'Safe Links', safe(target, 'chn01.safelinks.protection.outlook.cn')],
  [
    'Safe Links of Teams',
    'Safe Links',
    `https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url=${encodeURIComponent(target)}&locale=en`,
  ],
  [
    'Safe Links of Outlook',
    'Safe Links',
    `https://outlook.office.com/mail/safelink.html?url=${encodeURIComponent(target)}&corid=1`,
  ],
  [
    'Proofpoint v1',
    'Proofpoint',
    `https://urldefense.proofpoint.com/v1/url?u=${encodeURIComponent(target)}&k=x`,
  ],
  ['Proofpoint v2', 'Proofpoint', v2(target)],
  [
    'Proofpoint v3',
    'Proofpoint',
    `https://urldefense.com/v3/__https://adatum.com/path*x=1__;Pw!!abc!def$`,
  ],
  [
    'Proofpoint v3 with one slash',
    'Proofpoint',
    `https://urldefense.com/v3/__https:/adatum.com/path?x=1__;!!abc!def$`,
  ],
  [
    'Barracuda',
    'Barracuda',
    `https://linkprotect.cudasvc.com/url?a=${encodeURIComponent(target)}&c=E,1,x`,
  ],
  ['Cisco', 'Cisco', `https://secure-web.cisco.com/1abcDEF/${encodeURIComponent(target)}`],
  [
    'Sophos',
    'Sophos',
    `https://eu-central-1.protection.sophos.com/?d=adatum.com&u=${Buffer.from(target).toString('base64url')}&i=1`,
  ],
  [
    'Trend Micro',
    'Trend Micro',
    `https://ca-1.trendmicro.com/wis/clicktime/v1/query?url=${encodeURIComponent(target)}&umid=1`,
  ],
  ['Check Point', 'Check Point', `https://protect.checkpoint.com/v2/___${target}___.YXAz`],
  ['Google', 'Google', `https://www.google.co.uk/url?q=${encodeURIComponent(target)}&usg=x`],
  ['Google AMP', 'Google AMP', 'https://www.google.com/amp/s/adatum.com/path%3Fx'],
  ['Facebook', 'Facebook', `https://l.facebook.com/l.php?u=${encodeURIComponent(target)}&h=x`],
  [
    'Amazon SES',
    'Amazon SES',
    `https://abc.r.us-east-1.awstrack.me/L0/${encodeURIComponent(target)}/1/0100/x=1`,
  ],
];

function only(href: string, text = 'here', more = ''): AnalysedLink | undefined {
  const html = `<a href="${href.replaceAll('&', '&amp;')}" ${more}>${text}</a>`;
  return analysed({ html }).links[0];
}

describe('wrapped links', () => {
  for (const [title, by, href] of wrapped)
    it(`are undone: ${title}`, () => {
      const link = only(href);
      assert.deepEqual([link?.host, link?.wrappedBy], ['adatum.com', [by]]);
      assert.match(link?.target ?? '', /^https:\/\/adatum\.com\/path/);
    });

  it('are undone layer by layer', () => {
    const link = only(safe(v2(safe(target))));
    assert.equal(link?.target, 'https://adatum.com/path?…');
    assert.deepEqual(link.wrappedBy, ['Safe Links', 'Proofpoint', 'Safe Links']);
  });

  it('keep nothing but the host of a wrapper that does not tell its target', () => {
    const link = only(
      'https://url.emailprotection.link/?bida%40contoso.com~token',
      'www.fabrikam.com',
    );
    assert.equal(link?.target, 'https://url.emailprotection.link/…');
    assert.deepEqual(link.observations, []);
  });

  it('keep the domain that Mimecast tells', () => {
    const link = only(
      'https://protect-eu.mimecast.com/s/AbCd?domain=adatum.com',
      'www.fabrikam.com',
    );
    assert.equal(link?.target, 'https://adatum.com/');
    assert.ok(link.observations.some(({ code }) => code === 'link-text-differs'));
  });

  it('end after six layers, as an unknown target', () => {
    const deep = Array.from({ length: 7 }).reduce<string>((inner) => safe(inner), target);
    assert.equal(only(deep)?.target, 'https://eur03.safelinks.protection.outlook.com/…');
  });

  it('are compared with the text by what they lead to', () => {
    assert.deepEqual(
      [...ofLink(safe('https://www.fabrikam.com/x'), 'www.fabrikam.com').keys()],
      [],
    );
    assert.equal(ofLink(safe(target), 'www.fabrikam.com').get('link-text-differs'), 'medium');
  });

  it('are undone in the text too', () => {
    const link = only(safe(target), safe('https://adatum.com/path?x=1').replaceAll('&', '&amp;'));
    assert.equal(link?.text, 'https://adatum.com/path?…');
    assert.deepEqual(link.observations, []);
    assert.equal(
      ofLink(safe(target), safe('https://fabrikam.com/')).get('link-text-differs'),
      'medium',
    );
  });

  it('leave no rest in a text that a line break cut', () => {
    const [first = '', rest = ''] = safe(target).split('&data');
    assert.ok(
      !JSON.stringify(
        only(safe(target), `${first} &amp;data${rest.replaceAll('&', '&amp;')}`),
      ).includes('contoso'),
    );
  });

  it('are judged by where they lead, not by the note of their original', () => {
    const link = only(safe(target), 'here', 'originalsrc="https://www.fabrikam.com/"');
    assert.equal(link?.host, 'adatum.com');
    assert.ok(link.observations.some(({ code }) => code === 'link-original-differs'));
    const honest = only(safe(target), 'here', `originalsrc="${target}" shash="abc"`);
    assert.deepEqual(honest?.observations, []);
  });

  it('do not hide a script', () => {
    assert.equal(ofLink(safe('javascript:alert(1)')).get('link-script'), 'high');
  });

  it('are not seen where only the name of a wrapper stands in front', () => {
    const link = only(
      'https://eur03.safelinks.protection.outlook.com.adatum.com/?url=https://fabrikam.com',
    );
    assert.equal(link?.host, 'eur03.safelinks.protection.outlook.com.adatum.com');
    assert.deepEqual(link.wrappedBy, []);
  });
});
