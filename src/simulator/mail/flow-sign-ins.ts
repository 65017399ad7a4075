import { OWN_IP } from './flow-day.js';
import type { FlowDay } from './flow-day.js';
import { momentIn } from './day-rhythm.js';
import type { OwnPerson } from './own-people.js';
import type { SignInRecord } from './mail-record.js';
import { SeededNumbers } from './seeded-numbers.js';
import type { MailboxOwner } from './written-mail.js';

/** Where people travel to, whom nobody attacks. */
const ABROAD = ['AT', 'CH', 'FR', 'IT', 'PL', 'GB'];
const TRAVELLERS = 0.03;

/** People sign in when their day begins; a few are on a journey for a week. */
export function* signInsOf(today: FlowDay): Generator<SignInRecord> {
  const { day, flow, numbers, known } = today;
  for (const person of known.people) {
    if (!person.isPerson || numbers.isWithin(day.isWeekend ? 0.9 : 0.06)) continue;
    const country = whereIs(today, person) ?? flow.country;
    const ip = country === flow.country ? OWN_IP : `192.0.2.${numbers.below(250) + 1}`;
    const at = momentIn(day, 6 + numbers.below(4), numbers);
    yield signInOf(person, { at, country, ip }, numbers);
  }
}

export function signInOf(
  person: MailboxOwner,
  { at, country, ip }: { readonly at: number; readonly country: string; readonly ip: string },
  numbers: SeededNumbers,
): SignInRecord {
  return {
    id: numbers.guid(),
    objectId: person.objectId,
    userPrincipalName: person.userPrincipalName,
    at: new Date(at).toISOString(),
    country,
    city: '',
    ip,
  };
}

/** The same for all days of a week. */
function whereIs({ day, flow }: FlowDay, person: OwnPerson): string | undefined {
  const week = Math.floor(Date.parse(day.date) / (7 * 24 * 60 * 60_000));
  const numbers = new SeededNumbers(`${flow.seed} ${person.objectId} week ${week}`);
  return numbers.isWithin(TRAVELLERS) ? numbers.pick(ABROAD) : undefined;
}
