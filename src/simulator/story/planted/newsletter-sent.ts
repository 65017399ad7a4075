import { ownSender, toOutside } from '../../mail/flow-day.js';
import { inventedDomain, inventedPerson } from '../../mail/invented-names.js';
import { DAY_MS, spread } from './plot.js';
import type { Plot } from './plot.js';

const READERS = 140;
/** This week's issue and those before it. */
const ISSUES = 4;

/** Somebody sends a newsletter to many in working hours, as every week. The filter takes it for bulk mail at most. */
export const NEWSLETTER_SENT: Plot = {
  hour: 10,
  minutes: 40,
  onWorkdays: true,
  hasStar: true,
  prefers: ({ address }) => /^(?:news|marketing|info|sales|press)/.test(address),
  play: ({ star, start, numbers, country }) => {
    const readers = Array.from(
      { length: READERS },
      () => inventedPerson(numbers, inventedDomain(numbers)).address,
    );
    const issues = Array.from({ length: ISSUES }, (_, week) => ({
      at: start - week * 7 * DAY_MS,
      clusterId: numbers.cluster(),
      number: 40 - week,
    }));
    return {
      drafts: issues.flatMap(({ at, clusterId, number }) =>
        spread(at, 40, READERS).map((moment, index) => ({
          kind: 'bulk' as const,
          at: moment,
          direction: 'Outbound' as const,
          subject: `Our customer news ${number}`,
          from: ownSender(star, country, 'Outbound'),
          to: [toOutside(readers[index] ?? '')],
          clusterId,
          bcl: 5,
          ...(numbers.isWithin(0.6)
            ? { filtered: { threat: 'Bulk', technology: 'Bulk', scl: 5 } as const }
            : {}),
        })),
      ),
    };
  },
};
