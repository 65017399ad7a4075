import assert from 'node:assert/strict';
import { all, analysed, type Letter } from './mail-fixture.js';

const pass =
  'spf=pass (sender IP is 198.51.100.7) smtp.mailfrom=fabrikam.com; dkim=pass (signature was verified) header.d=fabrikam.com;dmarc=pass action=none header.from=fabrikam.com;compauth=pass reason=100';

const letters: readonly (readonly [title: string, letter: Letter])[] = [
  [
    'a newsletter whose links count clicks',
    {
      from: 'Fabrikam News <news@fabrikam.com>',
      returnPath: 'bounces+1-ida=contoso.com@em123.fabrikam.com',
      authentication: pass,
      html: `<a href="https://u1.ct.sendgrid.net/ls/click?upn=abc">www.fabrikam.com</a>
        <a href="https://u1.ct.sendgrid.net/ls/click?upn=def"><img src="https://cdn.fabrikam.com/1.png" alt="Fabrikam.com"></a>
        <a href="https://fabrikam.us1.list-manage.com/unsubscribe?u=1&e=ida%40contoso.com">Unsubscribe</a>
        <a href="https://www.facebook.com/fabrikam">Facebook</a> <a href="https://www.linkedin.com/company/fabrikam">LinkedIn</a>`,
    },
  ],
  [
    'a letter that names files',
    {
      html: `<a href="https://contoso.sharepoint.com/:b:/s/x/abc?e=1">Offer_184782.pdf</a>
        <a href="https://contoso.sharepoint.com/:u:/s/x/def?e=1">backup.zip</a>`,
    },
  ],
  [
    'a letter with an ordinary domain of other letters',
    {
      html: '<a href="https://bücher.example/">bücher.example</a> <a href="https://müller.de/">müller.de</a> <a href="https://пример.рф/">пример.рф</a> <a href="https://日本語.jp/">日本語.jp</a>',
    },
  ],
  [
    'a link whose text is its own address',
    {
      html: '<a href="https://www.fabrikam.com/a?b=1">https://fabrikam.com/a?b=1</a><a href="mailto:x@fabrikam.com">x@fabrikam.com</a>',
    },
  ],
  [
    'links between domains of one firm',
    {
      from: 'x@microsoft.com',
      authentication: pass.replaceAll('fabrikam', 'microsoft'),
      html: '<a href="https://login.live.com/">outlook.com</a><a href="https://aka.ms/x">www.microsoft.com</a>',
    },
  ],
  [
    'a sentence as text',
    { html: '<a href="https://fabrikam.com/">e.g. the news of 12.5.2026 at 10.30</a>' },
  ],
];

describe('honest mail', () => {
  for (const [title, given] of letters)
    it(`stays unremarkable: ${title}`, () => {
      const analysis = analysed(given);
      const heavy = all(analysis).filter(({ weight }) => weight === 'medium' || weight === 'high');
      assert.deepEqual(heavy, []);
      assert.equal(analysis.verdict.level, 'unremarkable', analysis.verdict.reasons.join(' '));
    });
});
