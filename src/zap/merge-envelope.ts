import { pick } from './merge-pick.js';
import type { ZapRecord } from './records.js';
import type { MailEnvelope, ZapSighting } from './sighting.js';

/** The sender's side of a message, field by field from the best source that knows it. */
export function bestEnvelope(
  sightings: readonly ZapSighting[],
  known: ZapRecord | undefined,
): MailEnvelope {
  const best = pick(sightings, known);
  const text = (field: TextField): string | undefined =>
    best((one) => filled(one[field]), filled(known?.[field]));
  const authentication = sightings.find((one) => Object.keys(one.authentication ?? {}).length > 0);
  return {
    internetMessageId: text('internetMessageId'),
    subject: text('subject'),
    senderAddress: text('senderAddress'),
    senderName: text('senderName'),
    mailFromDomain: text('mailFromDomain'),
    senderIp: text('senderIp'),
    clusterId: text('clusterId'),
    direction: best((one) => one.direction, known?.direction),
    ...(authentication?.authentication === undefined
      ? {}
      : { authentication: authentication.authentication }),
    headers: sightings.find((one) => one.headers !== undefined && one.headers.length > 0)?.headers,
    urls: sightings.find((one) => one.urls !== undefined && one.urls.length > 0)?.urls,
    attachments: sightings.find(
      (one) => one.attachments !== undefined && one.attachments.length > 0,
    )?.attachments,
  };
}

type TextField =
  | 'internetMessageId'
  | 'subject'
  | 'senderAddress'
  | 'senderName'
  | 'mailFromDomain'
  | 'senderIp'
  | 'clusterId';

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
