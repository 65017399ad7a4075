import { subjectShape } from '../../lib/subject-shape.js';
import type { MailRow } from '../../spam/mail-row.js';
import {
  bclOf,
  compauthOf,
  detectionsOf,
  flowOf,
  outcomeOf,
  spoofOf,
  verdictOf,
} from './filter-words.js';
import { numberOf, keyOf, lowerOf, textOf, timeOf } from './hunting-query.js';
import type { HuntingRow } from './hunting-query.js';

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One delivery of `toldQuery`. Throws ContractError for one without a recipient or a time. */
export function toldRow(row: HuntingRow, ownDomains: ReadonlySet<string>): MailRow {
  const detections = detectionsOf(textOf(row, 'DetectionMethods'));
  const id = lowerOf(row, 'Id') ?? '';
  return {
    at: timeOf(row, 'Timestamp'),
    count: 1,
    direction: flowOf(textOf(row, 'EmailDirection')),
    verdict: verdictOf(textOf(row, 'ThreatTypes'), detections),
    outcome: outcomeOf(textOf(row, 'DeliveryAction'), textOf(row, 'DeliveryLocation')),
    sender: lowerOf(row, 'SenderFromAddress') ?? '',
    recipient: keyOf(row, 'Recipient'),
    networkMessageId: guid.test(id) ? id : undefined,
    clusterId: textOf(row, 'ClusterId'),
    subjectShape: subjectShape(textOf(row, 'Subject') ?? ''),
    senderIp: textOf(row, 'SenderIPv4') ?? textOf(row, 'SenderIPv6'),
    bcl: bclOf(textOf(row, 'BulkComplaintLevel')),
    compauth: compauthOf(textOf(row, 'AuthenticationDetails')),
    spoof: spoofOf(detections, ownDomains.has(lowerOf(row, 'SenderFromDomain') ?? '')),
  };
}

/** A sender's or a recipient's hour of `sumQuery`: mail in which the filter found nothing. */
export function sumRow(row: HuntingRow): MailRow {
  const isFromUs = ['true', '1'].includes(lowerOf(row, 'FromUs') ?? '');
  const who = lowerOf(row, 'Who') ?? '';
  const summed = {
    at: timeOf(row, 'First'),
    count: numberOf(row, 'Mails'),
    direction: flowOf(textOf(row, 'EmailDirection')),
    verdict: 'clean',
    outcome: outcomeOf(textOf(row, 'DeliveryAction'), textOf(row, 'DeliveryLocation')),
  } as const;
  if (!isFromUs) return { ...summed, recipient: who };
  return { ...summed, sender: who, recipients: numberOf(row, 'Recipients') };
}
