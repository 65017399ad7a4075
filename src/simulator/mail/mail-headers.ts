import { createHash } from 'node:crypto';
import { headerDate, headerWords, namedAddress } from './header-words.js';
import type { FilterVerdict, MailCopy, MailPlace, MailRecord } from './mail-record.js';

export interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

const EDGE = 'AM5EUR01FT020.mail.protection.outlook.com';
const MAILBOX_SERVER = 'DB9PR01MB5678.eurprd01.prod.exchangelabs.com';
const HUB = 'AS4PR01CA0012.eurprd01.prod.exchangelabs.com';

/** What the filter thought when the message came in; a later ZAP changes none of it. */
interface DeliveryVerdict {
  readonly scl: number;
  readonly sfv: string;
  readonly cat: string;
  readonly dest: string;
}

const CLEAN: DeliveryVerdict = { scl: 1, sfv: 'NSPM', cat: 'NONE', dest: 'I' };
const VERDICTS: Readonly<Partial<Record<MailPlace, DeliveryVerdict>>> = {
  junkemail: { scl: 5, sfv: 'SPM', cat: 'SPM', dest: 'J' },
  quarantine: { scl: 8, sfv: 'SPM', cat: 'HPHSH', dest: 'J' },
};
const DIRECTIONS = { Inbound: 'INB', Outbound: 'OUT', 'Intra-org': 'INT' } as const;

/** Anti-spam message headers: CAT and SFV of what the filter says it found. */
function verdictHeaders(
  { filtered }: Pick<MailRecord, 'filtered'>,
  { deliveredTo }: Pick<MailCopy, 'deliveredTo'>,
): DeliveryVerdict {
  const placed = VERDICTS[deliveredTo] ?? CLEAN;
  if (filtered === undefined) return placed;
  const cat = categoryOf(filtered);
  const scl = filtered.scl ?? (filtered.threat === 'Phish' ? 8 : 5);
  return { scl, sfv: 'SPM', cat, dest: placed.dest };
}

function categoryOf({ threat, technology, confidence }: FilterVerdict): string {
  if (threat === 'Malware') return 'MALW';
  if (threat === 'Bulk') return 'BULK';
  if (threat === 'Spam') return 'SPM';
  if (technology.startsWith('Spoof')) return 'SPOOF';
  if (technology === 'Impersonation user') return 'UIMP';
  if (technology === 'Impersonation domain') return 'DIMP';
  return confidence === 'Low' ? 'PHSH' : 'HPHISH';
}

/** The spam confidence level at delivery. */
export function deliverySclOf(
  copy: Pick<MailCopy, 'deliveredTo'>,
  message: Pick<MailRecord, 'filtered'> = {},
): number {
  return verdictHeaders(message, copy).scl;
}

/**
 * The headers of a copy, top first, without the one that ZAP adds. Microsoft Learn: "Anti-spam message headers in Microsoft
 * 365"; the forms are those of real mail: no authserv-id, and all values from the time of delivery.
 */
export function deliveryHeaders(message: MailRecord, copy: MailCopy): readonly HeaderLine[] {
  const { scl, sfv, cat, dest } = verdictHeaders(message, copy);
  const id = message.networkMessageId;
  const forefront = [
    `CIP:${message.senderIp}`,
    `CTRY:${message.country}`,
    'LANG:en',
    `SCL:${scl}`,
    'SRV:',
    'IPV:NLI',
    `SFV:${sfv}`,
    `H:${message.helo}`,
    `PTR:${message.ptr}`,
    `CAT:${cat}`,
    'SFS:(13230040)(4073199012)(69100299015)',
    `DIR:${DIRECTIONS[message.direction]}`,
  ];
  const rest: readonly (readonly [string, string])[] = [
    ...addressHeaders(message, copy),
    ['X-MS-Exchange-Organization-Network-Message-Id', id],
    ['X-MS-Office365-Filtering-Correlation-Id', id],
    ['X-MS-Exchange-Organization-MessageDirectionality', 'Incoming'],
    ['X-MS-Exchange-Organization-AuthSource', EDGE],
    ['X-MS-Exchange-Organization-AuthAs', 'Anonymous'],
    ['X-MS-Exchange-Organization-SCL', String(scl)],
    ['X-MS-Exchange-Organization-PCL', '2'],
    ['X-Forefront-Antispam-Report', `${forefront.join(';')};`],
    ['X-Microsoft-Antispam', `BCL:${message.bcl ?? 0};ARA:13230040|4073199012|69100299015;`],
    ['X-MS-Exchange-CrossTenant-Network-Message-Id', id],
    [
      'X-Microsoft-Antispam-Mailbox-Delivery',
      `ucf:0;jmr:0;auth:0;dest:${dest};ENG:(910005)(944506478);`,
    ],
    ['X-Microsoft-Antispam-Message-Info', opaque(id)],
  ];
  return [...receivedHeaders(message), ...rest.map(([name, value]) => ({ name, value }))];
}

/** All headers as text, folded, in the order of the message: the one of ZAP at the very bottom. */
export function headerText(message: MailRecord, copy: MailCopy): string {
  const lines = deliveryHeaders(message, copy).map(({ name, value }) => fold(`${name}: ${value}`));
  return `${[...lines, ...zapLine(copy)].join('\r\n')}\r\n`;
}

function zapLine({ zapStamp }: MailCopy): readonly string[] {
  return zapStamp === undefined ? [] : [fold(`X-Microsoft-Antispam-ZAP-Message-Info: ${zapStamp}`)];
}

function addressHeaders(
  message: MailRecord,
  copy: MailCopy,
): readonly (readonly [string, string])[] {
  const { replyTo } = message;
  return [
    ['Authentication-Results', authenticationResults(message)],
    ['Received-SPF', receivedSpf(message)],
    ['From', namedAddress(message.senderName, message.senderAddress)],
    ['To', namedAddress('', copy.recipient)],
    ...(replyTo === undefined ? [] : [['Reply-To', replyTo] as const]),
    ['Subject', headerWords(message.subject)],
    ['Date', headerDate(message.receivedAt)],
    ['Message-ID', message.internetMessageId],
    ['Return-Path', message.mailFrom],
  ];
}

/** Microsoft's form: it begins with `spf=`, and compauth may be missing. */
function authenticationResults(message: MailRecord): string {
  const { spf, dkim, dmarc, compauth, reason } = message.authentication;
  const fromDomain = domainOf(message.senderAddress);
  const signed =
    dkim === 'none'
      ? '(message not signed) header.d=none'
      : `(signature was verified) header.d=${fromDomain}`;
  const parts = [
    `spf=${spf} (sender IP is ${message.senderIp}) smtp.mailfrom=${domainOf(message.mailFrom)}; dkim=${dkim} ${signed}`,
    `dmarc=${dmarc} action=none header.from=${fromDomain}`,
    reason === '' ? '' : `compauth=${compauth} reason=${reason}`,
  ];
  return parts.join(';');
}

function receivedSpf({ authentication, mailFrom, senderIp, helo }: MailRecord): string {
  const result = authentication.spf.charAt(0).toUpperCase() + authentication.spf.slice(1);
  const verb = authentication.spf === 'pass' ? 'designates' : 'does not designate';
  return `${result} (protection.outlook.com: domain of ${domainOf(mailFrom)} ${verb} ${senderIp} as permitted sender) receiver=protection.outlook.com; client-ip=${senderIp}; helo=${helo};`;
}

/** The last hop stands first. */
function receivedHeaders(message: MailRecord): readonly HeaderLine[] {
  const { helo, senderIp, receivedAt } = message;
  const at = (seconds: number) =>
    headerDate(new Date(new Date(receivedAt).getTime() + seconds * 1000).toISOString());
  const smtp =
    'with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.9320.11';
  const hops = [
    `from ${HUB} (2603:10a6:20b:5e2::9) by ${MAILBOX_SERVER} (2603:10a6:10:2a5::19) with HTTPS; ${at(2)}`,
    `from ${EDGE} (2603:10a6:20b:5e2:cafe::41) by ${HUB} (2603:10a6:20b:5e2::9) ${smtp} via Frontend Transport; ${at(1)}`,
    `from ${helo} (${senderIp}) by ${EDGE} (10.152.16.139) ${smtp} via Frontend Transport; ${at(0)}`,
  ];
  return hops.map((value) => ({ name: 'Received', value }));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

function opaque(seed: string): string {
  return createHash('sha512').update(`${seed} info`).digest('base64');
}

/** Long lines are broken at spaces and semicolons, as transport servers do; a long run of base64 anywhere. */
function fold(line: string): string {
  if (line.length <= 78 || line.includes('\r\n')) return line;
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > 76) {
    const space = rest.lastIndexOf(' ', 76);
    const at = space > 10 ? space : 76;
    pieces.push(rest.slice(0, at));
    rest = ` ${rest.slice(at).trimStart()}`;
  }
  pieces.push(rest);
  return pieces.join('\r\n');
}
