/** Messages of the shapes that the bench measures, written for it. */

const head = [
  'Received: from mail.fabrikam.com (198.51.100.7) by AM0.mail.protection.outlook.com (10.0.0.1) with Microsoft SMTP Server; Mon, 5 Jan 2026 08:00:01 +0000',
  'Received: from app.fabrikam.com (app.fabrikam.com [198.51.100.8]) by mail.fabrikam.com; Mon, 5 Jan 2026 08:00:00 +0000',
  'Authentication-Results: spf=pass (sender IP is 198.51.100.7) smtp.mailfrom=fabrikam.com; dkim=pass (signature was verified) header.d=fabrikam.com;dmarc=pass action=none header.from=fabrikam.com;compauth=pass reason=100',
  'X-Forefront-Antispam-Report: CIP:198.51.100.7;CTRY:DE;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:mail.fabrikam.com;PTR:mail.fabrikam.com;CAT:NONE;SFS:(13230040);DIR:INB;',
  'X-Microsoft-Antispam: BCL:0;ARA:13230040;',
  'Return-Path: bounce@mail.fabrikam.com',
  'From: Fabrikam News <news@fabrikam.com>',
  'Reply-To: help@fabrikam.com',
  'To: Given1 Family1 <person1@contoso.com>',
  'Subject: =?utf-8?q?News_for_you_=E2=9C=93?=',
  'Date: Mon, 5 Jan 2026 08:00:00 +0000',
  'Message-ID: <1@fabrikam.com>',
  'MIME-Version: 1.0',
];

function mail(type: string, body: string): string {
  return [...head, `Content-Type: ${type}; charset=utf-8`, '', body, ''].join('\r\n');
}

export function smallMail(): string {
  return mail('text/plain', 'Hello,\r\nsee https://fabrikam.com/a?b=1 and www.fabrikam.com.\r\n');
}

export function typicalMail(): string {
  return newsletter(40, 50_000);
}

/** Links in table cells with styles, as programs write them, and this much more text around them. */
export function newsletter(links: number, padding: number): string {
  const cell = (at: number): string =>
    `<tr><td style="padding:0 8px;font-family:Segoe UI,sans-serif"><a style="color:#0067b8;text-decoration:none" href="https://click${at % 7}.fabrikam.com/c/${at}?u=${at}&amp;e=abc#x"><b>Offer</b> ${at}</a></td></tr>\r\n`;
  const prose = '<p style="margin:0;color:#222">A sentence &amp; another one of a letter.</p>\r\n';
  const cells = Array.from({ length: links }, (_, at) => cell(at)).join('');
  return mail(
    'text/html',
    `<html><body><table>${cells}</table>${prose.repeat(padding / prose.length)}</body></html>`,
  );
}

/** Every link another host and another trick; comments, entities and nesting in between. */
export function hostileMail(): string {
  const tricks = [
    (at: number) =>
      `<a href="https://www.paypal.com.host${at}.example/x?e=person1%40contoso.com">www.paypal.com</a>`,
    (at: number) =>
      `<a href="https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fh${at}.example%2F&amp;data=05%7C02%7Cperson1%40contoso.com">https://fabrikam.com/</a>`,
    (at: number) => `<a href=" java&#9;script:x(${at})">x</a>`,
    (at: number) => `<a href=http://${3_405_803_776 + at}/>bank</a>`,
    (at: number) => `<a href="https://b\u0430nk${at}.example/">bank${at}.com</a>`,
  ];
  const links = Array.from(
    { length: 5000 },
    (_, at) => `<div>${tricks[at % tricks.length]?.(at) ?? ''}<!-- ${'-'.repeat(60)} --></div>`,
  );
  return mail('text/html', links.join('\r\n'));
}
