import type { SimulatorContext } from '../context.js';
import { copyFor } from '../mail/mail-flow.js';
import { kindOf } from '../mail/mail-kinds.js';
import type { MailCopy, MailRecord } from '../mail/mail-record.js';
import type { TenantState } from '../tenant-state.js';
import { customers, StoryError } from './chapter.js';
import type { StoryInput } from './chapter.js';

export interface ChosenMail {
  readonly tenant: TenantState;
  readonly message: MailRecord;
  readonly copies: readonly MailCopy[];
}

type Fits = (message: MailRecord, copy: MailCopy) => boolean;

/**
 * The message that is named, or the newest dangerous one that fits; of it the copy of the mailbox that is named, or the
 * first that fits, or all that do. @throws StoryError
 */
export function chooseMail(
  context: SimulatorContext,
  input: StoryInput,
  fits: Fits,
  which: 'first copy' | 'all copies' = 'first copy',
): ChosenMail {
  for (const tenant of customers(context, input)) {
    for (const message of candidates(tenant, input)) {
      const copies = copiesOf(message, input).filter((copy) => fits(message, copy));
      const chosen =
        which === 'all copies' || input.mailbox !== undefined ? copies : copies.slice(0, 1);
      if (chosen.length > 0) return { tenant, message, copies: chosen };
    }
  }
  throw new StoryError('No message fits.');
}

function candidates(tenant: TenantState, input: StoryInput): readonly MailRecord[] {
  if (input.networkMessageId !== undefined) {
    const message = tenant.mail.message(input.networkMessageId);
    return message === undefined ? [] : [message];
  }
  const told = tenant.mail.told();
  return (told.length > 0 ? told : tenant.mail.messages())
    .filter((message) => message.orgLevelPolicy === undefined && kindOf(message) !== 'clean')
    .toReversed();
}

function copiesOf(message: MailRecord, input: StoryInput): readonly MailCopy[] {
  if (Array.isArray(input.recipients)) {
    return input.recipients.flatMap((address) => copyFor(message, address) ?? []);
  }
  if (input.mailbox === undefined) return message.copies;
  const copy = copyFor(message, input.mailbox);
  return copy === undefined ? [] : [copy];
}
