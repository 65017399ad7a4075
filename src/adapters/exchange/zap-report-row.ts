import type { MailLocation, ZapResult, ZapSighting, ZapThreat } from '../../zap/sighting.js';
import type { Row } from './command-answer.js';
import { looseRow, requiredText, textIn, timeIn } from './row-values.js';

export const zapReport = 'Get-DetailZapReport';

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Not on the report's page; taken where a service gives one all the same. */
const idProperties = ['NetworkMessageId', 'MessageTraceId'];

type Words<T> = readonly (readonly [word: string, meaning: T])[];

const threats: Words<ZapThreat> = [
  ['malware', 'malware'],
  ['phish', 'phish'],
  ['spam', 'spam'],
];
const locations: Words<MailLocation> = [
  ['soft', 'removed'],
  ['hard', 'removed'],
  ['quarantine', 'quarantine'],
  ['junk', 'junk'],
  ['delete', 'deleted-items'],
  ['inbox', 'inbox'],
];
/** The words of Delivery Status are not documented. */
const results: Words<ZapResult> = [
  ['triage', 'user-triaged'],
  ['error', 'failed'],
  ['fail', 'failed'],
  ['success', 'moved'],
];
const away: readonly MailLocation[] = ['quarantine', 'junk', 'deleted-items', 'removed'];

/** One row of Get-DetailZapReport. Throws ContractError when it names no recipient, or a time that is none. */
export function sightingOfRow(row: Row): ZapSighting {
  const loose = looseRow(row);
  const location = meaningOf(locations, textIn(loose, 'UpdatedDeliveryLocation')) ?? 'unknown';
  const zapAt = timeIn(loose, 'ZapTime', zapReport);
  const said = meaningOf(results, textIn(loose, 'DeliveryStatus'));
  const ids = idProperties.map((name) => textIn(loose, name)?.toLowerCase() ?? '');
  return {
    source: 'zap-report',
    networkMessageId: ids.find((id) => guid.test(id)),
    recipient: requiredText(loose, 'Recipient', zapReport).trim().toLowerCase(),
    threat: meaningOf(threats, textIn(loose, 'UpdatedThreat')) ?? 'unknown',
    result: said ?? (away.includes(location) ? 'moved' : 'unknown'),
    location,
    receivedAt: timeIn(loose, 'ReceivedTime', zapReport),
    zapAt: zapAt === undefined ? undefined : { kind: 'exact', at: zapAt },
    subject: textIn(loose, 'Subject'),
    senderAddress: textIn(loose, 'Sender')?.trim().toLowerCase(),
  };
}

function meaningOf<T>(words: Words<T>, text: string | undefined): T | undefined {
  const lower = text?.toLowerCase() ?? '';
  return words.find(([word]) => lower.includes(word))?.[1];
}
