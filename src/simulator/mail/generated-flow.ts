import type { MailFlow } from '../scenario/flow-schema.js';
import { acquaintance } from './correspondents.js';
import type { Acquaintance } from './correspondents.js';
import { messageOf } from './drafted-mail.js';
import type { FlowDay } from './flow-day.js';
import { newsletterMail } from './flow-newsletters.js';
import { officeMail } from './flow-office.js';
import { signInsOf } from './flow-sign-ins.js';
import { unwantedMail } from './flow-unwanted.js';
import type { MailRecord, SignInRecord } from './mail-record.js';
import { ownDomainOf, ownPeople } from './own-people.js';
import type { PeopleSource } from './own-people.js';
import { SeededNumbers } from './seeded-numbers.js';
import { ZoneCalendar } from './zone-days.js';

const DAY_MS = 24 * 60 * 60_000;

export interface Flow {
  readonly messages: readonly MailRecord[];
  readonly signIns: readonly SignInRecord[];
}

/**
 * All mail of a tenant's last days up to `startedAt`, in no order. Each date's mail follows from the seed, the tenant and
 * the date, whenever it is asked for.
 */
export function generatedFlow(flow: MailFlow, source: PeopleSource, startedAt: number): Flow {
  const known = knownIn(flow, source);
  if (known.people.length === 0) return { messages: [], signIns: [] };
  const from = startedAt - flow.days * DAY_MS;
  const messages: MailRecord[] = [];
  const signIns: SignInRecord[] = [];
  for (const day of new ZoneCalendar(flow.zone).days(from, startedAt)) {
    const seed = `${flow.seed} ${source.tenantId} ${day.date}`;
    const ownDomain = ownDomainOf(source);
    const today = { day, flow, known, ownDomain, numbers: new SeededNumbers(seed) };
    for (const draft of mailOn(today)) {
      // Made even when it is out of the stretch: the numbers behind it stay the same.
      const message = messageOf(draft, today.numbers);
      if (draft.at >= from && draft.at <= startedAt) messages.push(message);
    }
    for (const signIn of signInsOf(today)) {
      const at = Date.parse(signIn.at);
      if (at >= from && at <= startedAt) signIns.push(signIn);
    }
  }
  return { messages, signIns };
}

/** Whom the people of the tenant know, with and without a flow. */
export function knownIn(
  flow: Pick<MailFlow, 'seed' | 'people'> | undefined,
  source: PeopleSource,
): Acquaintance {
  const { seed = 1, people = 500 } = flow ?? {};
  return acquaintance(`${seed} ${source.tenantId}`, ownPeople(source, people));
}

function* mailOn(today: FlowDay) {
  yield* officeMail(today);
  yield* newsletterMail(today);
  yield* unwantedMail(today);
}
