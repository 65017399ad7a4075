import type { Cause } from '../tenants/cause.js';
import { causeOf } from '../tenants/diagnose.js';
import type { TenantId } from '../tenants/tenant.js';
import { analyse } from './analysis/analyse.js';
import type { MailParts, OwnSide } from './analysis/input.js';
import { partsOfMime } from './analysis/mime.js';
import { explained, unexplained, type Explained } from './explanation.js';
import type { ZapMessage } from './message.js';
import type { MessageContent, MessageFinder } from './ports.js';
import type { ZapRecord } from './records.js';
import { riskiestFirst } from './risk.js';

/** A message of which no copy was found is looked for again after this. */
const lookAgainMs = 24 * 3_600_000;
/** Recipients whose copies are tried for one message. */
const copiesTried = 5;
/** After so many failures in a row the service is left in peace until the next scan. */
const patience = 3;

export interface ToExplain {
  readonly message: ZapMessage;
  readonly record: ZapRecord;
}

export interface Explanations {
  /** By message key. */
  readonly byKey: ReadonlyMap<string, Explained>;
  /** Copies that could not be asked for; their messages stay as they were. */
  readonly failures: readonly Cause[];
}

/** True when there is no explanation yet, or none but that there was no copy, long ago. */
export function needsExplanation({ explanation }: ZapRecord, now: Date): boolean {
  if (explanation === undefined) return true;
  const age = now.getTime() - Date.parse(explanation.at);
  return explanation.from === 'nothing' && age >= lookAgainMs;
}

/**
 * Reads and analyses up to `most` messages, one after the other, the latest first. What the outside refuses is a failure
 * of its message, and nothing of a message's body outlives this.
 */
export async function explainMessages(
  tenantId: TenantId,
  candidates: readonly ToExplain[],
  finder: Pick<MessageFinder, 'content'>,
  options: { readonly own: OwnSide; readonly most: number; readonly now: Date },
): Promise<Explanations> {
  const byKey = new Map<string, Explained>();
  const failures: Cause[] = [];
  let failedInRow = 0;
  const latestFirst = candidates.toSorted(
    (a, b) => Date.parse(b.record.at) - Date.parse(a.record.at),
  );
  for (const one of latestFirst.slice(0, options.most)) {
    if (failedInRow >= patience) break;
    try {
      byKey.set(one.message.key, await explain(tenantId, one, finder, options));
      failedInRow = 0;
    } catch (error) {
      const cause = causeOf(error);
      if (cause === undefined) throw error;
      failures.push(cause);
      failedInRow += 1;
    }
  }
  return { byKey, failures };
}

async function explain(
  tenantId: TenantId,
  { message, record }: ToExplain,
  finder: Pick<MessageFinder, 'content'>,
  { own, now }: { readonly own: OwnSide; readonly now: Date },
): Promise<Explained> {
  const { networkMessageId, internetMessageId } = message;
  const named = networkMessageId !== undefined || internetMessageId !== undefined;
  const recipients = record.recipients
    .toSorted(riskiestFirst)
    .slice(0, copiesTried)
    .map(({ address }) => address);
  const content = named
    ? await finder.content(tenantId, { networkMessageId, internetMessageId }, recipients)
    : undefined;
  if (content !== undefined) {
    return explained(analyse(await partsOf(content, message), own), content.kind, now);
  }
  const listed = listedParts(message);
  return listed === undefined ? unexplained(now) : explained(analyse(listed, own), 'listed', now);
}

async function partsOf(content: MessageContent, message: ZapMessage): Promise<MailParts> {
  if (content.kind === 'mime') return partsOfMime(content.mime);
  const { headers } = await partsOfMime(content.headers);
  return { headers, urls: message.urls ?? [], attachments: message.attachments ?? [] };
}

/** What the sources themselves tell of the message. */
function listedParts({ headers, urls, attachments }: ZapMessage): MailParts | undefined {
  if (headers === undefined && urls === undefined && attachments === undefined) return undefined;
  return { headers: headers ?? [], urls: urls ?? [], attachments: attachments ?? [] };
}
