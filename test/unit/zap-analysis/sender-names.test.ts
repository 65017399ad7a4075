import assert from 'node:assert/strict';
import { analysed, found, type Letter } from './mail-fixture.js';

const expected: readonly (readonly [
  title: string,
  code: string,
  weight: string,
  letter: Letter,
])[] = [
  [
    'a name with an address of another domain',
    'name-holds-address',
    'medium',
    { from: '"boss@adatum.com" <x@fabrikam.com>' },
  ],
  [
    'a name with one of our own addresses',
    'name-holds-own-address',
    'high',
    { from: '"ida@contoso.com" <x@fabrikam.com>' },
  ],
  [
    'a name with another domain',
    'name-holds-domain',
    'medium',
    { from: '"adatum.com Support" <x@fabrikam.com>' },
  ],
  [
    'a name with our own domain',
    'name-holds-domain',
    'high',
    { from: '"contoso.com Helpdesk" <x@fabrikam.com>' },
  ],
  [
    'a word of two alphabets',
    'name-mixed-scripts',
    'high',
    { from: '"Fаbrikam" <x@fabrikam.com>' },
  ],
  ['a disguised brand', 'name-disguised-brand', 'high', { from: '"РауРаl" <x@fabrikam.com>' }],
  [
    'a brand in symbols of formulas',
    'name-disguised-brand',
    'high',
    { from: '"𝗠𝗶𝗰𝗿𝗼𝘀𝗼𝗳𝘁" <x@fabrikam.com>' },
  ],
  [
    'letters made for formulas',
    'name-drawn-letters',
    'medium',
    { from: '"𝗔𝗱𝗮𝘁𝘂𝗺" <x@fabrikam.com>' },
  ],
  [
    'letters without width',
    'name-hidden-characters',
    'medium',
    { from: '"Adat\u200Bum" <x@fabrikam.com>' },
  ],
  [
    'a text turned around',
    'name-turned-direction',
    'high',
    { from: '"\u202Emutada" <x@fabrikam.com>' },
  ],
  [
    'hidden characters in the subject',
    'subject-hidden-characters',
    'medium',
    { subject: 'Your pass\u200Bword' },
  ],
  [
    'two alphabets in a word of the subject',
    'subject-mixed-scripts',
    'medium',
    { subject: 'Your аccount' },
  ],
  ['an address in symbols', 'address-drawn-letters', 'high', { from: 'x@𝗮𝗱𝗮𝘁𝘂𝗺.com' }],
  [
    'a brand from elsewhere',
    'name-of-brand',
    'medium',
    { from: '"Microsoft account team" <x@fabrikam.com>' },
  ],
  [
    'an ordinary word beside an official one',
    'name-of-brand',
    'medium',
    { from: '"Chase Security" <x@fabrikam.com>' },
  ],
  [
    'a brand at a free mail service of its own',
    'name-of-brand',
    'medium',
    { from: '"Google Support" <x@gmail.com>' },
  ],
  [
    'a brand in the domain',
    'address-domain-of-brand',
    'medium',
    { from: 'Team <x@paypal-billing.com>' },
  ],
  ['a brand in the local part', 'address-of-brand', 'low', { from: 'Team <netflix@fabrikam.com>' }],
  [
    'a failed check of the brand’s own domain',
    'brand-not-authenticated',
    'high',
    {
      from: 'Netflix <info@netflix.com>',
      authentication:
        'spf=fail smtp.mailfrom=x.com; dkim=none; dmarc=fail action=none header.from=netflix.com; compauth=fail reason=000',
    },
  ],
  [
    'a colleague’s name from outside',
    'name-of-own-person',
    'medium',
    { from: '"Berg, Ida" <x@gmail.com>' },
  ],
  [
    'a colleague’s name in other letters',
    'name-of-own-person',
    'medium',
    { from: '"Idа Bеrg" <x@gmail.com>' },
  ],
  ['our domain with one letter wrong', 'own-domain-one-slip', 'high', { from: 'x@contosso.com' }],
  [
    'our domain in letters that look alike',
    'own-domain-same-shape',
    'high',
    { from: 'x@c0ntoso.com' },
  ],
  ['our domain in another alphabet', 'own-domain-same-shape', 'high', { from: 'x@cоntoso.com' }],
  [
    'our domain in front of another',
    'own-domain-as-subdomain',
    'high',
    { from: 'x@contoso.com.adatum.com' },
  ],
  [
    'our name within a longer one',
    'own-domain-inside-longer',
    'medium',
    { from: 'x@contoso-support.com' },
  ],
  ['our domain with hyphens', 'own-domain-inside-longer', 'medium', { from: 'x@contoso-com.net' }],
  ['our name under another ending', 'own-domain-other-suffix', 'medium', { from: 'x@contoso.net' }],
  [
    'answers to a domain like ours',
    'reply-to-own-look-alike',
    'high',
    { replyTo: 'x@cont0so.com' },
  ],
  ['answers to free mail', 'reply-to-free-mail', 'medium', { replyTo: 'x@gmail.com' }],
  ['answers to another domain', 'reply-to-differs', 'low', { replyTo: 'x@adatum.com' }],
  [
    'answers to another free mail service',
    'reply-to-differs',
    'low',
    { from: 'x@gmail.com', replyTo: 'y@yahoo.de' },
  ],
  [
    'answers to another free account',
    'reply-to-other-account',
    'low',
    { from: 'x@gmail.com', replyTo: 'y@gmail.com' },
  ],
  ['bounces to another domain', 'return-path-differs', 'info', { returnPath: '<b@adatum.com>' }],
  ['a sender without an address', 'from-without-address', 'medium', { from: 'Facebook' }],
  ['several senders', 'from-several-addresses', 'medium', { from: 'a@adatum.com, b@fabrikam.com' }],
  [
    'a tenant without a domain of its own',
    'address-of-bare-tenant',
    'low',
    { from: 'x@qwertz.onmicrosoft.com' },
  ],
];

const honest: readonly (readonly [title: string, letter: Letter])[] = [
  ['the sender’s own address as name', { from: '"news@fabrikam.com" <news@fabrikam.com>' }],
  ['another address of the same firm', { from: '"news@fabrikam.com" <bounce@mail.fabrikam.com>' }],
  ['a name and file in one', { from: '"report.pdf" <x@fabrikam.com>' }],
  ['titles and abbreviations', { from: '"Dr.med. J. Roe M.Sc" <x@fabrikam.com>' }],
  [
    'Latin beside Japanese',
    { from: '"株式会社Fabrikamサービス" <x@fabrikam.co.jp>', subject: 'Fabrikamからのお知らせ' },
  ],
  ['a Russian name', { from: '"Анна Иванова" <anna@fabrikam.ru>', subject: 'Привет' }],
  ['a Greek unit in a Latin text', { subject: 'Resistor 10 kΩ and 5 µm' }],
  ['a family of emoji', { from: '"Fabrikam 👩‍👩‍👧‍👦" <x@fabrikam.com>', subject: '🏳️‍🌈 👨‍💻 ❤️' }],
  ['a Persian text with joiners', { subject: 'می‌خواهم' }],
  ['a soft hyphen', { subject: 'Donau\u00ADdampfschiff' }],
  ['a surname that is a brand', { from: '"Mary Chase" <mary@fabrikam.com>' }],
  ['an ordinary word that is a brand', { from: '"Apple Valley News" <x@fabrikam.com>' }],
  ['the brand itself in another country', { from: '"Amazon" <auto-confirm@amazon.de>' }],
  [
    'the brand’s subdomain',
    { from: '"Microsoft account team" <x@accountprotection.microsoft.com>' },
  ],
  [
    'a brand whose answers go to its other domain',
    { from: '"Facebook" <x@facebookmail.com>', replyTo: 'noreply@facebook.com' },
  ],
  ['a colleague from inside', { from: '"Ida Berg" <ida@contoso.com>' }],
  ['a function that shares the name of one of ours', { from: '"Support" <support@fabrikam.com>' }],
  ['our own subdomain', { from: 'x@mail.contoso.com' }],
  ['our own domain in front of itself', { from: 'x@contoso.com.contoso.com' }],
  ['an unrelated short domain', { from: 'x@contor.com' }],
  ['free mail answered at the same account', { from: 'x@gmail.com', replyTo: 'x@gmail.com' }],
  ['an empty return path', { returnPath: '<>' }],
  ['an own system that names a brand', { from: '"Microsoft Teams" <teams@contoso.com>' }],
];

describe('names of senders', () => {
  for (const [title, code, weight, given] of expected)
    it(`notices ${title}`, () => {
      const codes = found(analysed(given));
      assert.equal(codes.get(code), weight, [...codes.keys()].join(' '));
    });

  for (const [title, given] of honest)
    it(`has nothing against ${title}`, () => {
      assert.deepEqual([...found(analysed(given)).keys()], []);
    });

  it('takes the address from a sender whose name holds a comma', () => {
    const { people } = analysed({ from: 'Microsoft account team ,_<no-reply@fabrikam.com>' });
    assert.equal(people.fromAddress, 'no-reply@fabrikam.com');
    assert.equal(people.fromName, 'Microsoft account team');
  });

  it('takes a quoted address for the name, and the one in brackets for the sender', () => {
    const { people } = analysed({ from: '"delivery@adatum.com", <x@fabrikam.com>' });
    assert.equal(people.fromAddress, 'x@fabrikam.com');
    assert.equal(people.fromName, 'delivery@adatum.com');
  });

  it('decodes encoded words in name and subject', () => {
    const { people } = analysed({
      from: '=?utf-8?q?J=C3=BCrgen?= <x@fabrikam.com>',
      subject: '=?utf-8?b?SMOpbGxv?=',
    });
    assert.equal(people.fromName, 'Jürgen');
    assert.equal(people.subject, 'Héllo');
  });
});
