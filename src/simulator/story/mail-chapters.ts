import type { SimulatorContext } from '../context.js';
import { clickLink, moveCopy, readCopy, zapCopy } from '../mail/mail-flow.js';
import type { MailCopy, MailRecord } from '../mail/mail-record.js';
import { kindOf } from '../mail/mail-kinds.js';
import { threatOf } from '../mail/written-mail.js';
import type { TenantState } from '../tenant-state.js';
import { arrive } from './arriving-mail.js';
import { StoryError } from './chapter.js';
import type { Chapters, StoryInput, Told } from './chapter.js';
import { chooseMail } from './choose-mail.js';
import type { ChosenMail } from './choose-mail.js';

const RECEIVED_AGO = 55;
const READ_AGO = 47;
const CLICKED_AGO = 46;
const ZAPPED_AGO = 8;

const isInMailbox = (copy: MailCopy) => copy.place === 'inbox' || copy.place === 'junkemail';
/** What ZAP looks at: it has not spoken of this copy yet. */
const isOpenToZap = (copy: MailCopy) =>
  (copy.place === 'inbox' || copy.place === 'deleteditems') && copy.postDelivery.length === 0;

/** How mail comes, is read, and is taken away. */
export const MAIL_CHAPTERS: Chapters = {
  'mail-arrives': (context, input) => {
    const { tenant, message } = arrive(context, input, input.minutesAgo ?? 0);
    return told(tenant, message);
  },
  'user-reads-mail': (context, input) => {
    const chosen = chooseMail(context, input, (_, copy) => isInMailbox(copy) && !copy.isRead);
    return act(context, input, chosen, readCopy);
  },
  'user-clicks-link': (context, input) => {
    const chosen = chooseMail(
      context,
      input,
      (message, copy) => isInMailbox(copy) && message.urls.length > 0,
    );
    return act(context, input, chosen, (copy, at) => {
      click(chosen.message, copy, at, input.click);
    });
  },
  'user-deletes-mail': (context, input) => {
    const chosen = chooseMail(context, input, (_, copy) => isInMailbox(copy));
    return act(context, input, chosen, (copy, at) => {
      moveCopy(copy, 'deleteditems', at);
    });
  },
  'zap-takes-mail': (context, input) => zap(context, input, 'Success'),
  'zap-fails': (context, input) => zap(context, input, 'Error'),
  'phish-arrives-read-clicked-zapped': (context, input) => {
    const { tenant, message } = arrive(context, { kind: 'phish', ...input }, RECEIVED_AGO);
    const [first] = message.copies;
    if (first !== undefined) {
      readCopy(first, ago(context, READ_AGO));
      click(message, first, ago(context, CLICKED_AGO), input.click);
    }
    zapAll(context, { tenant, message, copies: message.copies }, ZAPPED_AGO);
    return told(tenant, message);
  },
  'spam-zapped-unread': (context, input) => {
    const { tenant, message } = arrive(context, { kind: 'spam', ...input }, RECEIVED_AGO);
    zapAll(context, { tenant, message, copies: message.copies }, ZAPPED_AGO);
    return told(tenant, message);
  },
};

function zap(context: SimulatorContext, input: StoryInput, result: 'Success' | 'Error'): Told {
  const chosen = chooseMail(context, input, (_, copy) => isOpenToZap(copy), 'all copies');
  const moved = zapAll(context, chosen, input.minutesAgo ?? 0, { kind: input.kind, result });
  if (moved === 0) throw new StoryError('ZAP leaves this message alone.');
  return told(chosen.tenant, chosen.message, chosen.copies);
}

/** How many copies ZAP had something to say of. */
function zapAll(
  context: SimulatorContext,
  { tenant, message, copies }: ChosenMail,
  minutesAgo: number,
  more: { kind?: StoryInput['kind']; result?: 'Success' | 'Error' } = {},
): number {
  const at = ago(context, minutesAgo);
  const threat = threatOf(more.kind ?? kindOf(message));
  const { settings } = tenant.mail;
  const events = copies.map((copy) => zapCopy(copy, settings, { at, threat, result: more.result }));
  return events.filter((event) => event !== undefined).length;
}

const CLICKS = {
  allowed: { actionType: 'ClickAllowed', isClickedThrough: false },
  blocked: { actionType: 'ClickBlocked', isClickedThrough: false },
  'clicked-through': { actionType: 'ClickBlocked', isClickedThrough: true },
} as const;

function click(
  message: MailRecord,
  copy: MailCopy,
  at: string,
  how: StoryInput['click'] = 'allowed',
): void {
  const [url] = message.urls;
  if (url !== undefined) clickLink(copy, { at, url, ...CLICKS[how] });
}

/** Does something to the copies that were chosen, now or when the story says. */
function act(
  context: SimulatorContext,
  input: StoryInput,
  { tenant, message, copies }: ChosenMail,
  happen: (copy: MailCopy, at: string) => void,
): Told {
  const at = ago(context, input.minutesAgo ?? 0);
  for (const copy of copies) happen(copy, at);
  return told(tenant, message, copies);
}

function ago(context: SimulatorContext, minutes: number): string {
  return new Date(context.clock().getTime() - minutes * 60_000).toISOString();
}

function told(
  { tenantId }: TenantState,
  message: MailRecord,
  copies: readonly MailCopy[] = message.copies,
): Told {
  const { networkMessageId, internetMessageId, subject } = message;
  const recipients = copies.map(({ recipient }) => recipient);
  return { tenantId, networkMessageId, internetMessageId, subject, recipients };
}
