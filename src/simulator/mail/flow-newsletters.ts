import { cyclic } from './cyclic.js';
import { amountOn, momentIn, NEWSLETTERS } from './day-rhythm.js';
import type { Newsletter } from './correspondents.js';
import type { Draft } from './drafted-mail.js';
import { BULK_THRESHOLD } from './filter-verdict.js';
import { destinationOf } from './flow-outcome.js';
import { CLEAN_LOGIN, toOwn } from './flow-day.js';
import type { FlowDay } from './flow-day.js';
import { repeated } from './flow-office.js';
import type { OwnPerson } from './own-people.js';

const DAY_MS = 24 * 60 * 60_000;

/** The newsletters of the day: one message to each reader, all of an issue in one cluster. */
export function* newsletterMail(today: FlowDay): Generator<Draft> {
  const { day, flow, numbers, known } = today;
  const inbound = flow.perDay * (1 - flow.outboundShare - flow.intraOrgShare);
  const count = numbers.about(amountOn(day, inbound * flow.bulkShare, NEWSLETTERS));
  const number = Math.round(Date.parse(day.date) / DAY_MS);
  const due = known.newsletters
    .filter(({ every, phase }) => number % every === phase % every)
    .map((newsletter) => ({ newsletter, clusterId: numbers.cluster() }));
  if (due.length === 0) return;
  const first = numbers.below(known.people.length);
  // Nobody gets an issue twice.
  yield* repeated(Math.min(count, due.length * known.people.length), (index) => {
    const reader = cyclic(known.people, first + Math.floor(index / due.length));
    return issueFor(today, cyclic(due, index), reader);
  });
}

function issueFor(
  { day, flow, numbers }: FlowDay,
  { newsletter, clusterId }: { newsletter: Newsletter; clusterId: string },
  reader: OwnPerson,
): Draft {
  const isFiltered = newsletter.bcl >= BULK_THRESHOLD;
  return {
    kind: 'bulk',
    at: momentIn(day, newsletter.hour, numbers),
    direction: 'Inbound',
    subject: `${newsletter.name}: ${day.date}`,
    from: {
      address: newsletter.address,
      name: newsletter.name,
      ip: newsletter.ip,
      mailFrom: `bounces+${numbers.below(1_000_000)}@mailer.${newsletter.address.split('@')[1] ?? ''}`,
      authentication: CLEAN_LOGIN,
    },
    to: [toOwn(reader, isFiltered ? destinationOf(flow.outcomes.bulk, numbers) : 'inbox')],
    clusterId,
    bcl: newsletter.bcl,
    ...(isFiltered ? { filtered: { threat: 'Bulk', technology: 'Bulk', scl: 5 } as const } : {}),
  };
}
