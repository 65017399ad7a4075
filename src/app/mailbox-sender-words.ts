import { z } from 'zod';
import type { Json } from '../lib/json.js';
import { likelyCauses } from '../spam/figures.js';
import { causeWords, distinctText } from '../spam/words.js';

/** What a sentence needs of the facts of an alert about sending, in every form in which they were ever recorded. */
const recorded = z.object({
  sent: z.number(),
  unwanted: z.number(),
  recipients: z.object({ count: z.number(), exact: z.boolean() }),
  likelyCause: z.enum(likelyCauses),
  blocked: z.boolean(),
});

/** ': 240 messages to about 200 recipients, 180 unwanted; likely cause: a compromised account'; '' where the facts don't tell. */
export function sendingText(facts: Json | undefined): string {
  const parsed = recorded.safeParse(facts);
  if (!parsed.success) return '';
  const { sent, unwanted, recipients, likelyCause, blocked } = parsed.data;
  const block = blocked ? '; Microsoft keeps it from sending' : '';
  return `: ${sent} messages to ${distinctText(recipients, 'recipient')}, ${unwanted} unwanted; likely cause: ${causeWords[likelyCause]}${block}`;
}
