/** Stand in what an attacker wrote, and may be shown only as inert text. */
export const marks = { subject: 'SUBJECTMARK', name: 'NAMEMARK' } as const;

/** Stand in what must never leave the message: its body, the paths and queries of its links, who a link was wrapped for. */
export const secrets = [
  'BODYMARK',
  'PATHTOKEN',
  'QUERYTOKEN',
  'DATATOKEN',
  'SDATATOKEN',
  'safelinks',
];

const target = 'https://hostile-host.example/PATHTOKEN/x?t=QUERYTOKEN&e=ida%40contoso.example';
const wrapped = `https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(target)}&data=05%7C02%7Cida%40contoso.example%7CDATATOKEN%7C0&sdata=SDATATOKEN%3D&reserved=0`;

const links: readonly string[] = [
  wrapped,
  target,
  'javascript:alert("PATHTOKEN")',
  'data:text/html;base64,UEFUSFRPS0VO#PATHTOKEN',
  'https://user:QUERYTOKEN@hostile-host.example/',
  `https://hostile-host.example/${'a'.repeat(3000)}/PATHTOKEN`,
  'https://xn--80ak6aa92e.example/PATHTOKEN',
];

/** What people see of an attacker first. */
export const texts: readonly string[] = [
  '[Approve here](https://hostile-host.example/approve)',
  '![x](https://hostile-host.example/p.png)',
  '**bold** _x_ # heading \n\n- list',
  '${1+1} ${$root.nonce} ${alertId}',
  '{{DATE(2026-01-01T00:00:00Z,SHORT)}}',
  '<at>Avery</at> <b>html</b> <script>alert(1)</script><img src=x onerror=alert(1)>',
  '\u202eexe.gpj\u2066 \u200b\ufeff\u061c\u{e0041}',
  'https://hostile-host.example/x http://hostile-host.example javascript:alert(1)',
  'A'.repeat(5_000),
  `Z${'\u0301'.repeat(200)}algo`,
  '\u0007\u001b[31m\u009b',
  '"},{"type":"Image","url":"https://hostile-host.example/i.png"}',
];

const body = [
  '<base href="https://hostile-host.example/"><p>BODYMARK</p>',
  ...links.map(
    (url) => `<a href="${url.replaceAll('"', '&quot;')}">https://contoso.example/BODYMARK</a>`,
  ),
  '<form action="https://hostile-host.example/PATHTOKEN"><input name="BODYMARK"></form>',
  '<img src=x onerror=alert(1)><script>alert("BODYMARK")</script>',
].join('\n');

/** Raw messages of a scenario: each was read and then moved to Junk Email, so that all of it can be looked at. */
export function hostileMessages(recipient: string): readonly object[] {
  return texts.map((text, index) => ({
    kind: 'phish',
    minutesAgo: 100 + index,
    subject: `${index % 2 === 0 ? '=' : '@'}${marks.subject} ${text}`,
    senderName: `${marks.name} ${text}`,
    senderAddress: `=cmd+${index}@hostile-sender${index}.example`,
    clusterId: String(9_000 + index),
    html: body,
    text: `BODYMARK ${wrapped}`,
    urls: links.filter((url) => url.startsWith('https')),
    files: [{ name: `=cmd|' /C calc'!A0 \u202efdp.${text.slice(0, 80)}.js`, text: 'BODYMARK' }],
    recipients: [
      {
        address: recipient,
        readMinutesAgo: 90,
        clicks: [{ minutesAgo: 80, url: wrapped }],
        zap: { minutesAgo: 50, to: 'junkemail' },
      },
    ],
  }));
}

/** What would be alive in a card, or is no text. */
export const live: readonly RegExp[] = [
  /\$\{/,
  /\{\{/,
  /https?:\/\/(?!(?:adaptivecards\.io|[a-z.]+\.microsoft\.com|login\.microsoftonline\.com)\/)/i,
  /javascript:/i,
  /<at>/i,
  // eslint-disable-next-line no-control-regex -- what must not be there
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/u,
  /\u0301{5}/,
];

export interface Placed {
  readonly text: string;
  readonly type: string;
  readonly key: string;
}

/** Every string in a card with the element that it belongs to. */
export function textsIn(node: unknown, type = '', key = ''): readonly Placed[] {
  if (typeof node === 'string') return [{ text: node, type, key }];
  if (Array.isArray(node)) return node.flatMap((item) => textsIn(item, type, key));
  if (typeof node !== 'object' || node === null) return [];
  const own = (node as { type?: unknown }).type;
  const inside = typeof own === 'string' ? own : type;
  return Object.entries(node).flatMap(([name, inner]) => textsIn(inner, inside, name));
}
