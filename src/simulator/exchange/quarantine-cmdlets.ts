import { violate } from '../context.js';
import { headerText } from '../mail/mail-headers.js';
import { rowsOf } from '../scenario/tenant-source.js';
import { listOf, text } from './cmdlet.js';
import type { Cmdlet, CmdletCall, CmdletResult, Parameters } from './cmdlet.js';
import { badParameter } from './failures.js';
import type { PropertyTypes } from './output.js';
import { quarantined, quarantinedNamed } from './quarantined.js';
import type { QuarantinedMessage } from './quarantined.js';
import { DAY_MS, pageOf, reportWindow } from './report-window.js';

const RULES = {
  names: ['StartReceivedDate', 'EndReceivedDate'],
  usualMs: 16 * DAY_MS,
  widestMs: 30 * DAY_MS,
  farthestMs: 30 * DAY_MS,
} as const;
const PAGES = { usual: 100, most: 1000 };
const TYPES = [
  ...['Bulk', 'HighConfPhish', 'Malware', 'Phish', 'Spam', 'SPOMalware', 'TransportRule'],
  ...['FileTypeBlock', 'DataLossPrevention'],
];
const STATUSES = [
  ...['Approved', 'Denied', 'Error', 'NotReleased', 'PreparingToRelease', 'Released', 'Requested'],
];

const QUARANTINED: PropertyTypes = {
  Identity: 'String',
  ReceivedTime: 'DateTime',
  MessageId: 'String',
  SenderAddress: 'String',
  RecipientAddress: 'Collection(String)',
  Subject: 'String',
  Type: 'String',
  QuarantineTypes: 'String',
  ReleaseStatus: 'String',
  Released: 'Boolean',
  Direction: 'String',
  Expires: 'DateTime',
};

/**
 * Microsoft Learn: "Get-QuarantineMessage". An Identity that is empty, or that isn't there, is as good as none: the answer
 * is everything, as the page warns. An empty one is a violation; so is a MessageId without its angle brackets, which finds
 * nothing.
 */
export const getQuarantineMessage: Cmdlet = {
  parameters: {
    Identity: 'identity',
    MessageId: 'text',
    RecipientAddress: 'list',
    SenderAddress: 'list',
    StartReceivedDate: 'date',
    EndReceivedDate: 'date',
    QuarantineTypes: 'list',
    ReleaseStatus: 'list',
    PageSize: 'whole',
    Page: 'whole',
  },
  limitsItself: true,
  properties: QUARANTINED,
  entity: 'QuarantineMessage',
  run: listQuarantine,
};

function listQuarantine(call: CmdletCall): CmdletResult {
  const { context, place, tenant, parameters } = call;
  const now = context.clock().getTime();
  const messageId = text(parameters, 'MessageId');
  if (messageId !== undefined && !/^<.+>$/.test(messageId)) {
    violate(context, place.request, 'message-id-brackets', 'Get-QuarantineMessage -MessageId');
  }
  const all = quarantined(tenant.mail, now);
  const identity = text(parameters, 'Identity')?.toLowerCase() ?? '';
  const named = all.filter((entry) => entry.identity.toLowerCase() === identity);
  const chosen = named.length > 0 ? named : all.filter(wanted(parameters, now));
  return { kind: 'rows', rows: rowsOf(pageOf(chosen, parameters, PAGES).map(rowOf)) };
}

/** @throws CmdletFailure for a value that no message can have */
function wanted(parameters: Parameters, now: number): (entry: QuarantinedMessage) => boolean {
  const window = reportWindow(parameters, RULES, now);
  const messageId = text(parameters, 'MessageId')?.toLowerCase();
  const types = choices(parameters, 'QuarantineTypes', TYPES);
  const statuses = choices(parameters, 'ReleaseStatus', STATUSES);
  const senders = lowerCased(parameters, 'SenderAddress');
  const recipients = lowerCased(parameters, 'RecipientAddress');
  return ({ message, copies }) => {
    const at = Date.parse(message.receivedAt);
    return (
      at >= window.from &&
      at <= window.to &&
      (messageId === undefined || message.internetMessageId.toLowerCase() === messageId) &&
      senders?.includes(message.senderAddress.toLowerCase()) !== false &&
      copies.some(
        ({ copy, quarantine }) =>
          types?.includes(quarantine.type.toLowerCase()) !== false &&
          statuses?.includes(quarantine.releaseStatus.toLowerCase()) !== false &&
          recipients?.includes(copy.recipient) !== false,
      )
    );
  };
}

function lowerCased(parameters: Parameters, name: string): readonly string[] | undefined {
  return listOf(parameters[name])?.map((item) => item.toLowerCase());
}

function choices(
  parameters: Parameters,
  name: string,
  known: readonly string[],
): readonly string[] | undefined {
  const chosen = lowerCased(parameters, name);
  const names = known.map((item) => item.toLowerCase());
  if (chosen?.every((item) => names.includes(item)) === false) {
    throw badParameter(
      `Cannot convert a value of '${name}'. Possible values: ${known.join(', ')}.`,
    );
  }
  return chosen;
}

function rowOf({ identity, message, copies, expiresAt }: QuarantinedMessage): object {
  const quarantine = copies[0]?.quarantine;
  const statuses = new Set(copies.map((entry) => entry.quarantine.releaseStatus));
  const status = statuses.size === 1 ? quarantine?.releaseStatus : 'NotReleased';
  return {
    Identity: identity,
    ReceivedTime: message.receivedAt,
    MessageId: message.internetMessageId,
    SenderAddress: message.senderAddress,
    RecipientAddress: copies.map(({ copy }) => copy.recipient),
    Subject: message.subject,
    Type: quarantine?.type ?? '',
    QuarantineTypes: quarantine?.type ?? '',
    ReleaseStatus: status,
    Released: status === 'Released',
    Direction: message.direction,
    Expires: new Date(expiresAt).toISOString(),
  };
}

/** Microsoft Learn: "Get-QuarantineMessageHeader". The headers as they stand in the message, folded. */
export const getQuarantineMessageHeader: Cmdlet = {
  parameters: { Identity: 'identity' },
  required: ['Identity'],
  properties: { Identity: 'String', Organization: 'String', Header: 'String' },
  entity: 'QuarantineMessageHeader',
  run: ({ context, tenant, parameters }) => {
    const identity = text(parameters, 'Identity') ?? '';
    if (identity === '') throw badParameter("Cannot bind argument to parameter 'Identity'.");
    const found = quarantinedNamed(tenant.mail, identity, context.clock().getTime());
    const [first] = found.copies;
    const Header = first === undefined ? '' : headerText(found.message, first.copy);
    const row = { Identity: found.identity, Organization: tenant.initialDomain, Header };
    return { kind: 'rows', rows: rowsOf([row]) };
  },
};
