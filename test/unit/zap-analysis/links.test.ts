import assert from 'node:assert/strict';
import { all, analysed, found, ofLink, type Letter } from './mail-fixture.js';

type Row = readonly [
  title: string,
  code: string,
  weight: string,
  href: string,
  text?: string,
  given?: Letter,
];

const expected: readonly Row[] = [
  [
    'a text that names another page',
    'link-text-differs',
    'medium',
    'https://adatum.com/x',
    'https://www.fabrikam.com/login',
  ],
  [
    'a text that names another domain',
    'link-text-differs',
    'medium',
    'https://adatum.com/x',
    'fabrikam.com',
  ],
  [
    'a text that names a brand’s page',
    'link-text-differs',
    'high',
    'https://adatum.com/x',
    'www.paypal.com',
  ],
  [
    'a text that names our own domain',
    'link-text-differs',
    'high',
    'https://adatum.com/x',
    'portal.contoso.com',
  ],
  [
    'a text with a domain among words',
    'link-text-differs',
    'low',
    'https://adatum.com/x',
    'fabrikam.com account',
  ],
  [
    'a text that is an address',
    'link-text-is-address',
    'low',
    'https://adatum.com/x',
    'help@fabrikam.com',
  ],
  [
    'a text that differs behind a click counter',
    'link-text-tracked',
    'info',
    'https://u1.ct.sendgrid.net/ls/click?upn=1',
    'www.fabrikam.com',
  ],
  ['an IP address', 'link-ip-host', 'medium', 'http://203.0.113.7/x'],
  ['an IPv6 address', 'link-ip-host', 'medium', 'http://[2001:db8::1]/x'],
  ['an IP address as one number', 'link-disguised-ip', 'high', 'http://3405803783/x'],
  ['an IP address in hex', 'link-disguised-ip', 'high', 'http://0xcb.0x0.0x71.0x7/x'],
  ['an IP address in octal', 'link-disguised-ip', 'high', 'http://0313.0.0161.07/x'],
  ['a host of two alphabets', 'link-mixed-scripts', 'high', 'https://fаbrikam.com/'],
  ['a brand in another alphabet', 'link-disguised-brand', 'high', 'https://аpple.com/'],
  ['the same as punycode', 'link-disguised-brand', 'high', 'https://xn--pple-43d.com/'],
  ['a name in front of an @', 'link-credentials', 'high', 'https://paypal.com@adatum.com/x'],
  [
    'another domain in the query',
    'link-redirects',
    'low',
    'https://adatum.com/go?u=https%3A%2F%2Ffabrikam.com%2F',
  ],
  [
    'a public redirector',
    'link-through-redirector',
    'low',
    'https://www.google.com/url?q=https://adatum.com/x&sa=D',
  ],
  [
    'the recipient in the query',
    'link-holds-recipient',
    'low',
    'https://adatum.com/?e=ida%40contoso.com',
  ],
  [
    'the recipient in the fragment',
    'link-holds-recipient',
    'low',
    'https://adatum.com/#ida@contoso.com',
  ],
  [
    'the recipient in base64',
    'link-holds-recipient',
    'low',
    `https://adatum.com/#${Buffer.from('ida@contoso.com').toString('base64')}`,
  ],
  ['many labels', 'link-many-labels', 'low', 'https://a.b.c.d.e.adatum.com/'],
  [
    'a brand’s domain in front',
    'link-brand-in-front',
    'high',
    'https://www.paypal.com.adatum.com/',
  ],
  ['a brand within the domain', 'link-brand-in-domain', 'medium', 'https://paypal-login.com/'],
  ['a brand on a shared suffix', 'link-brand-in-domain', 'medium', 'https://paypal-login.web.app/'],
  ['a brand as one label', 'link-brand-in-label', 'low', 'https://netflix.adatum.com/'],
  ['a domain like our own', 'link-own-look-alike', 'high', 'https://c0ntoso.com/'],
  ['a short link', 'link-shortener', 'low', 'https://bit.ly/abc'],
  ['a place for files', 'link-file-sharing', 'low', 'https://www.dropbox.com/s/abc'],
  ['a place for pages', 'link-free-hosting', 'low', 'https://abc.pages.dev/'],
  ['an unusual port', 'link-port', 'low', 'https://adatum.com:4711/'],
  ['a program to load', 'link-program', 'medium', 'https://adatum.com/setup.exe?x=1'],
  ['a script', 'link-script', 'high', 'javascript:alert(1)'],
  ['a script broken by control characters', 'link-script', 'high', ' java\tscr\nipt:alert(1)'],
  ['a script in entities', 'link-script', 'high', 'vbscript:x'],
  ['a page within the link', 'link-script', 'high', 'data:text/html;base64,PGI+'],
  ['a picture with scripts within the link', 'link-script', 'high', 'data:image/svg+xml,<svg/>'],
  ['a share', 'link-program-scheme', 'medium', 'file://203.0.113.7/share/x'],
  ['a share as Windows writes it', 'link-program-scheme', 'medium', '\\\\203.0.113.7\\share\\x'],
  ['a program of Windows', 'link-program-scheme', 'medium', 'search-ms:query=x'],
  [
    'control characters within a host',
    'link-control-characters',
    'medium',
    'https://ada\ttum.com/x',
  ],
  ['an answer to free mail', 'link-mail-to-free', 'low', 'mailto:x@gmail.com?subject=y'],
];

describe('links', () => {
  for (const [title, code, weight, href, text, given] of expected)
    it(`notices ${title}`, () => {
      const codes = ofLink(href, text, given);
      assert.equal(codes.get(code), weight, [...codes.keys()].join(' '));
    });

  const ordinary: readonly (readonly [title: string, href: string])[] = [
    ['our own subdomain', 'https://portal.contoso.com/'],
    [
      'a click counter that carries its target',
      'https://u1.ct.sendgrid.net/c?u=https%3A%2F%2Fadatum.com',
    ],
    ['a brand’s page for anybody', 'https://www.linkedin.com/in/ida'],
    ['a usual port', 'https://adatum.com:8443/'],
    ['a number in the name', 'https://4711.adatum.com/'],
  ];
  for (const [title, href] of ordinary)
    it(`has nothing against ${title}`, () => {
      assert.deepEqual([...ofLink(href).keys()], []);
    });

  it('notices a form, its button and a refresh', () => {
    const codes = (html: string): readonly string[] => [...found(analysed({ html })).keys()];
    assert.ok(codes('<form action="https://adatum.com/p"><input></form>').includes('link-form'));
    assert.ok(codes('<button formaction=https://adatum.com/p>x</button>').includes('link-form'));
    const refresh = '<META HTTP-EQUIV="Refresh" CONTENT="0; URL=\'https://adatum.com/p\'">';
    assert.ok(codes(refresh).includes('link-refresh'));
  });

  it('finds links however HTML writes them', () => {
    const { links } = analysed({
      html: `
        <A HREF='https://one.example/a b'>1</A>
        <a title="a > b" href=https://two.example/x>2</a>
        <a href="https&#58;//three.example/?a=1&amp;b=2">3</a>
        <map><area href="https://four.example/" alt="4"></map>
        <a href="https://five.example/"><img alt="5" src="cid:1"></a>
        <!--[if mso]><v:roundrect href="https://six.example/">6</v:roundrect><![endif]-->
        <a href="\n https://seven.example/ \t">7</a>
        <a href="//eight.example/">8</a>
        <a href="https:\\\\nine.example\\x">9</a>
        <svg><a xlink:href="https://ten.example/">10</a></svg>
        <a href="https://eleven.example/" href="https://wrong.example/">11</a>
        <a href="https://twelve.example/">not closed <a href="https://thirteen.example/">13`,
    });
    const names = 'one two three four five six seven eight nine ten eleven twelve thirteen'.split(
      ' ',
    );
    assert.deepEqual(
      links.map(({ host }) => host),
      names.map((name) => `${name}.example`),
    );
    assert.equal(links[4]?.text, '5');
  });

  it('resolves relative links against the base, and leaves them out without one', () => {
    const relative = '<a href="/login">x</a>';
    assert.deepEqual(analysed({ html: relative }).links, []);
    const { links } = analysed({ html: `<base href="https://adatum.com/a/">${relative}` });
    assert.equal(links[0]?.target, 'https://adatum.com/login');
  });

  it('leaves out what leads nowhere, and what is not shown', () => {
    const { links } = analysed({
      html: `<base href="https://adatum.com/"><a href="#top">x</a><a href="tel:+1">x</a><a href="cid:1">x</a><a href="">x</a><a>x</a>
        <style>a{background:url(https://adatum.com)}</style><!-- <a href="https://adatum.com">x</a> -->
        <script>"<a href='https://adatum.com'>"</script><a href="data:image/png;base64,AA">x</a>`,
    });
    assert.deepEqual(links, []);
  });

  it('finds links in plain text and in the text of HTML, but no file names', () => {
    const text =
      'See https://adatum.com/x, www.fabrikam.com and invoice-1.zip or readme.md. Thanks.Me too';
    const hosts = ['adatum.com', 'www.fabrikam.com'];
    assert.deepEqual(
      analysed({ text }).links.map(({ host }) => host),
      hosts,
    );
    assert.deepEqual(
      analysed({ html: `<p>${text}</p>` }).links.map(({ host }) => host),
      hosts,
    );
  });

  it('takes the links that a source lists', () => {
    const [link] = analysed({ urls: ['https://adatum.com/x?y=1'] }).links;
    assert.deepEqual([link?.where, link?.target], ['listed', 'https://adatum.com/x?…']);
  });

  it('makes one of links with the same target', () => {
    const html =
      '<a href="https://adatum.com/x?a=1">one</a><a href="https://adatum.com/x?a=2">two</a>';
    assert.equal(analysed({ html, text: 'https://adatum.com/x?a=3' }).links.length, 1);
  });

  it('keeps apart links whose texts name different places', () => {
    const html =
      '<a href="https://adatum.com/x">one</a><a href="https://adatum.com/x">www.paypal.com</a>';
    const analysis = analysed({ html });
    assert.deepEqual(
      analysis.links.map(({ observations }) => observations.map(({ code }) => code)),
      [[], ['link-text-differs']],
    );
    assert.equal(found(analysis).get('link-text-differs'), 'high');
  });

  it('analyses five hundred and counts the rest', () => {
    const html = Array.from({ length: 620 }, (_, at) => `<a href="https://h${at}.example/">x</a>`);
    const { links, linksLeftOut } = analysed({ html: html.join('') });
    assert.deepEqual([links.length, linksLeftOut], [500, 120]);
  });

  it('cuts long paths and keeps no query, fragment or credentials', () => {
    const href = `https://user:secret@adatum.com/${'p'.repeat(500)}?token=secret#secret`;
    const analysis = analysed({ html: `<a href="${href}">x</a>` });
    assert.equal(analysis.links[0]?.target, `https://adatum.com/${'p'.repeat(199)}…?…#…`);
    assert.ok(!JSON.stringify(analysis).includes('secret'));
    assert.ok(all(analysis).some(({ code }) => code === 'link-credentials'));
  });
});
