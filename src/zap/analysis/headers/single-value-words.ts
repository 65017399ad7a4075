import { always, byWord, where, type Explain } from './explain.js';
import { isAddress } from './address-text.js';
import { explainPcl, explainScl } from './spam-levels.js';

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A GUID in lower case; undefined for anything else. */
export function guidOf(value: string | undefined): string | undefined {
  return value !== undefined && guid.test(value) ? value.toLowerCase() : undefined;
}

const isGuid = (value: string): boolean => guid.test(value);
const networkId = where(isGuid, 'The id under which Microsoft’s logs know this message.');
const address = (sentence: string): Explain =>
  where((v) => isAddress(v.replace(/^\[(.*)\]$/, '$1')), sentence);
const isTrueOrFalse = (value: string): boolean => /^(?:true|false)$/i.test(value);

const authenticatedAs = byWord({
  Anonymous: 'The sender had not signed in: mail from outside.',
  Internal: 'The sender had signed in: mail from inside the organisation.',
  External: 'The sender came through a connection that is trusted as external.',
  Partner: 'The sender came through a connection to a partner.',
});

/** Sender ID, the forerunner of SPF (RFC 4406). */
const senderId = byWord({
  PASS: 'The sending server may send for the visible sender (Sender ID).',
  FAIL: 'The sending server may not send for the visible sender (Sender ID).',
  SOFTFAIL: 'The sending server is not among those of the visible sender (Sender ID).',
  NEUTRAL: 'The domain of the visible sender says nothing about this server (Sender ID).',
  NONE: 'The domain of the visible sender publishes nothing to check (Sender ID).',
  TEMPERROR: 'A temporary error kept Sender ID from being checked.',
  PERMERROR: 'The record for Sender ID is broken.',
});

/** Headers of Exchange Online that are one value. */
export const singleValueHeaders: readonly (readonly [string, Explain])[] = [
  ['X-MS-Exchange-Organization-SCL', explainScl],
  ['X-MS-Exchange-Organization-PCL', explainPcl],
  ['X-MS-Exchange-Organization-Network-Message-Id', networkId],
  ['X-MS-Office365-Filtering-Correlation-Id', networkId],
  ['X-MS-Exchange-CrossTenant-Network-Message-Id', networkId],
  ['X-MS-Exchange-CrossTenant-Id', where(isGuid, 'The tenant that the message was delivered in.')],
  ['X-MS-Exchange-Organization-AuthAs', authenticatedAs],
  ['X-MS-Exchange-CrossTenant-AuthAs', authenticatedAs],
  [
    'X-MS-Exchange-Organization-AuthSource',
    always('The server that judged how the sender was authenticated.'),
  ],
  [
    'X-MS-Exchange-Organization-MessageDirectionality',
    byWord({
      Incoming: 'The message came in from outside.',
      Originating: 'The message began inside the organisation.',
    }),
  ],
  [
    'X-MS-Exchange-CrossTenant-FromEntityHeader',
    byWord({
      Internet: 'It came from the internet.',
      Hosted: 'It came from a mailbox in Exchange Online.',
      HybridOnPrem: 'It came from the organisation’s own servers.',
    }),
  ],
  [
    'X-MS-Exchange-CrossTenant-OriginalArrivalTime',
    always('When Exchange Online took the message.'),
  ],
  [
    'X-MS-Exchange-CrossTenant-OriginalAttributedTenantConnectingIp',
    where(
      (value) => value.toLowerCase().startsWith('tenantid='),
      'The tenant and the address that the message first came in by.',
    ),
  ],
  [
    'X-MS-Exchange-Transport-EndToEndLatency',
    always('How long Exchange Online took to deliver it.'),
  ],
  [
    'X-MS-UserLastLogonTime',
    always('When the recipient had last signed in before the message came.'),
  ],
  [
    'X-MS-Exchange-EOPDirect',
    where(
      isTrueOrFalse,
      'True when it reached Exchange Online without another server of the recipient before it.',
    ),
  ],
  [
    'X-MS-Exchange-ExternalOriginalInternetSender',
    always('The address it came from, past the servers that the organisation lists as its own.'),
  ],
  [
    'X-MS-Exchange-SkipListedInternetSender',
    always('The address it came from, past the servers that the organisation lists as its own.'),
  ],
  [
    'X-OriginatorOrg',
    always('The domain of the organisation that it was sent from in Exchange Online.'),
  ],
  ['X-Sender-IP', address('The address of the server that handed the message over.')],
  [
    'X-Originating-IP',
    address('The address of the sender’s device, in the words of the sending server.'),
  ],
  ['X-SID-PRA', always('The visible sender that Sender ID was checked for.')],
  ['X-SID-Result', senderId],
  ['X-CustomSpam', always('At delivery, a setting of the advanced spam filter marked it.')],
];
