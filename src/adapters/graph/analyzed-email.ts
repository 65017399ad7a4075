import { z } from 'zod';
import type { LinkClick, MailAttachment, MailEnvelope, ZapSighting } from '../../zap/sighting.js';
import { directionOf, isExercise, locationOf, threatOf, timelineResultOf } from './mail-words.js';
import { withoutSafeLinks } from './safe-links.js';
import { utcTime } from './utc-time.js';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const time = z.string().transform((value, context) => {
  const at = utcTime(value);
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: 'no time' });
  return z.NEVER;
});

const threatList = z.union([z.array(z.string()), z.string()]).nullish();

const timelineEvent = z.object({
  eventType: z.string(),
  eventDateTime: time,
  eventResult: text,
  eventThreats: threatList,
});

const delivery = z.object({ location: text }).nullish();

/**
 * analyzedEmail of v1.0 (Microsoft Learn: "analyzedEmail resource type"). The beta's shape, with recipientEmailAddresses, does
 * not fit and is refused. Everything but the two ids may be missing.
 */
export const analyzedEmail = z.object({
  networkMessageId: z.string().min(1).toLowerCase(),
  recipientEmailAddress: z.string().min(1).toLowerCase(),
  internetMessageId: text,
  subject: text,
  directionality: text,
  loggedDateTime: time.nullish(),
  emailClusterId: z.union([z.string(), z.number()]).nullish(),
  senderDetail: z
    .object({ fromAddress: text, mailFromAddress: text, displayName: text, ipv4: text })
    .nullish(),
  latestDelivery: delivery,
  primaryOverrideSource: text,
  threatTypes: threatList,
  authenticationDetails: z
    .object({ senderPolicyFramework: text, dkim: text, dmarc: text, compositeAuthentication: text })
    .nullish(),
  urls: z.array(z.object({ url: text })).nullish(),
  attachments: z
    .array(
      z.object({ fileName: text, fileType: text, fileSize: z.number().nullish(), sha256: text }),
    )
    .nullish(),
  timelineEvents: z.array(timelineEvent).nullish(),
});

export type AnalyzedEmail = z.infer<typeof analyzedEmail>;

/** The purge that the timeline tells of, where it lies within the span; undefined without one, and for exercises. */
export function sightingOf(
  email: AnalyzedEmail,
  span: { readonly from: string; readonly to: string },
): ZapSighting | undefined {
  const events = [...(email.timelineEvents ?? [])].sort((a, b) =>
    a.eventDateTime < b.eventDateTime ? -1 : Number(a.eventDateTime > b.eventDateTime),
  );
  const zaps = events.filter(
    ({ eventType, eventDateTime: at }) =>
      eventType.toLowerCase() === 'zap' &&
      at >= new Date(span.from).toISOString() &&
      at <= new Date(span.to).toISOString(),
  );
  const last = zaps.at(-1);
  if (last === undefined || isExercise(email.primaryOverrideSource)) return undefined;
  const result = timelineResultOf(last.eventResult);
  const done = zaps.find(({ eventResult }) => timelineResultOf(eventResult) === result) ?? last;
  return {
    ...envelopeOf(email),
    source: 'analyzed-emails',
    networkMessageId: email.networkMessageId,
    recipient: email.recipientEmailAddress,
    threat: threatOf(listed(last.eventThreats), listed(email.threatTypes)),
    result,
    location: locationOf(email.latestDelivery?.location),
    receivedAt: receivedAt(email, events),
    zapAt: { kind: 'exact', at: done.eventDateTime },
    clicks: clicksOf(email, events),
  };
}

type TimelineEvent = z.infer<typeof timelineEvent>;

function receivedAt(email: AnalyzedEmail, events: readonly TimelineEvent[]): string | undefined {
  const delivered = events.find(({ eventType }) => eventType.toLowerCase() === 'originaldelivery');
  return delivered?.eventDateTime ?? email.loggedDateTime ?? undefined;
}

/** One record is one recipient's, so the click is that recipient's too. Reached only when the result says so. */
function clicksOf(email: AnalyzedEmail, events: readonly TimelineEvent[]): readonly LinkClick[] {
  return events
    .filter(({ eventType }) => eventType.toLowerCase() === 'userurlclick')
    .map((event) => ({
      at: event.eventDateTime,
      account: email.recipientEmailAddress,
      reached: /allow|through/i.test(event.eventResult ?? ''),
    }));
}

function envelopeOf(email: AnalyzedEmail): MailEnvelope {
  const sender = email.senderDetail;
  return {
    internetMessageId: email.internetMessageId,
    subject: email.subject,
    // The page swaps the usual names: mailFromAddress is the From header, fromAddress the envelope.
    senderAddress: sender?.mailFromAddress?.toLowerCase(),
    senderName: sender?.displayName,
    mailFromDomain: sender?.fromAddress?.toLowerCase().split('@').at(-1),
    senderIp: sender?.ipv4,
    direction: directionOf(email.directionality),
    clusterId: email.emailClusterId?.toString(),
    authentication: authenticationOf(email.authenticationDetails),
    urls: email.urls?.flatMap(({ url }) => (url ? [withoutSafeLinks(url)] : [])),
    attachments: email.attachments?.map(attachmentOf),
  };
}

function attachmentOf(file: NonNullable<AnalyzedEmail['attachments']>[number]): MailAttachment {
  return {
    name: file.fileName ?? '',
    contentType: file.fileType,
    size: file.fileSize ?? undefined,
    sha256: file.sha256?.toLowerCase(),
  };
}

function authenticationOf(
  details: AnalyzedEmail['authenticationDetails'],
): NonNullable<MailEnvelope['authentication']> {
  const given = {
    spf: details?.senderPolicyFramework,
    dkim: details?.dkim,
    dmarc: details?.dmarc,
    compauth: details?.compositeAuthentication,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (value ? [[key, value.toLowerCase()]] : [])),
  );
}

function listed(threats: z.infer<typeof threatList>): string | undefined {
  return typeof threats === 'string' ? threats : threats?.join(',');
}
