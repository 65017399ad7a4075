import { createHash } from 'node:crypto';
import type { GeneratedMail, MessageKind } from '../scenario/mail-schema.js';
import { clickLink, readCopy, zapCopy } from './mail-flow.js';
import type { MailCopy, MailRecord } from './mail-record.js';
import type { MailSettings } from './tenant-mail.js';
import { completeMessage, newCopy, threatOf } from './written-mail.js';
import type { MailboxOwner } from './written-mail.js';

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;
const ZAPPED_KINDS: readonly MessageKind[] = ['phish', 'spam', 'malware', 'spam'];

export interface GeneratedWorld {
  readonly startedAt: Date;
  readonly tenantId: string;
  readonly mailboxCount: number;
  ownerAt(number: number): MailboxOwner & { readonly address: string };
}

/** Mail of the last days, evenly spread, oldest first: all of it follows from the seed. */
export function generatedMessages(
  options: GeneratedMail,
  settings: MailSettings,
  world: GeneratedWorld,
): readonly MailRecord[] {
  if (world.mailboxCount === 0) return [];
  const count = options.days * options.perDay;
  const step = (options.days * DAY_MS) / Math.max(1, count);
  const from = world.startedAt.getTime() - options.days * DAY_MS;
  return Array.from({ length: count }, (_, index) =>
    generatedMessage(options, settings, world, { index, at: from + Math.floor(index * step) }),
  );
}

function generatedMessage(
  options: GeneratedMail,
  settings: MailSettings,
  world: GeneratedWorld,
  { index, at }: { index: number; at: number },
): MailRecord {
  const seed = `${options.seed} ${world.tenantId} mail ${index}`;
  const chance = chances(seed);
  const isZapped = chance(0) < options.zappedShare;
  const zappedKind = ZAPPED_KINDS[Math.floor(chance(1) * ZAPPED_KINDS.length)] ?? 'phish';
  const kind = isZapped ? zappedKind : 'clean';
  const receivedAt = new Date(at).toISOString();
  const message = completeMessage({ kind, seed, receivedAt, subject: `Message ${index}` });
  const owner = world.ownerAt(Math.floor(chance(2) * world.mailboxCount));
  const copy = newCopy(message, owner.address, owner);
  const later = (minutes: number) =>
    new Date(Math.min(at + minutes * MINUTE_MS, world.startedAt.getTime())).toISOString();
  if (isZapped) zapLife(copy, { options, settings, chance, later, kind, url: message.urls[0] });
  else if (chance(3) < 0.8) readCopy(copy, later(30));
  return { ...message, copies: [copy] };
}

interface ZapLife {
  readonly options: GeneratedMail;
  readonly settings: MailSettings;
  readonly kind: MessageKind;
  readonly url: string | undefined;
  readonly chance: (place: number) => number;
  readonly later: (minutes: number) => string;
}

/** What becomes of a copy that ZAP comes for. ZAP leaves spam alone that was read: it is read afterwards. */
function zapLife(copy: MailCopy, { options, settings, kind, url, chance, later }: ZapLife): void {
  const isSpam = kind === 'spam';
  const reads = chance(3) < options.readShare;
  if (reads && !isSpam) readCopy(copy, later(1));
  if (url !== undefined && !isSpam && chance(5) < options.clickedShare) {
    clickLink(copy, { at: later(1), url });
  }
  const result = chance(6) < options.failedShare ? 'Error' : 'Success';
  const at = later(1 + Math.floor(chance(4) * 600));
  zapCopy(copy, settings, { at, threat: threatOf(kind), result });
  if (reads && isSpam) readCopy(copy, later(700));
}

/** Numbers from 0 to 1 that follow from the seed. */
function chances(seed: string): (place: number) => number {
  const digest = createHash('sha256').update(seed).digest();
  return (place) => digest.readUInt32BE(place * 4) / 2 ** 32;
}
