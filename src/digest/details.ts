import type { CardContent } from '../alerts/card-content.js';
import { brief, counted, words } from '../alerts/card-text.js';
import { localTime } from '../lib/local-time.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import { weekNumber } from './card.js';
import { sourceWords } from './card-lines.js';
import { listedText, ownSenderText } from './listed-words.js';
import type { DigestRow, DigestSection } from './row.js';
import { spanText } from './spread.js';
import { Top } from './top.js';
import { order } from './worst-first.js';

/** What the buttons of the card open. */
export const detailSections = [
  'coverage',
  'forwards',
  'approvals',
  'zap',
  'spam',
  'own',
  'decisions',
  'audit',
] as const;
export type DetailSection = (typeof detailSections)[number];

const shownRows = 25;

const parts: Readonly<Record<DetailSection, readonly DigestSection[]>> = {
  coverage: ['coverage', 'unwatched'],
  forwards: ['forwards'],
  approvals: ['approvals'],
  zap: ['zap'],
  spam: ['senders', 'targets'],
  own: ['own-senders', 'spoofed'],
  decisions: ['decisions'],
  audit: ['audit'],
};

const titles: Readonly<Record<DetailSection, string>> = {
  coverage: 'What was read, and what was not',
  forwards: 'Forwards',
  approvals: 'Approvals that hold',
  zap: 'Mail that ZAP took away or tried to',
  spam: 'Senders and receivers of unwanted mail',
  own: 'Own users and own domains as senders',
  decisions: 'Decisions',
  audit: 'Heads of the audit records',
};

/** Gathers the rows of one section as they come by, and keeps the worst of them. */
export class Details {
  readonly #section: DetailSection;
  readonly #top = new Top<DigestRow>(shownRows, worstFirst);
  #count = 0;

  constructor(section: DetailSection) {
    this.#section = section;
  }

  add(row: DigestRow): void {
    if (!parts[this.#section].includes(row.section)) return;
    this.#count += 1;
    this.#top.add(row);
  }

  card(week: string, zone: string): CardContent {
    const title = ownText(`${titles[this.#section]}, ${week}`);
    const rows = this.#top.list();
    const more = this.#count - rows.length;
    return {
      template: 'digest-details',
      data: {
        title,
        intro: ownText(
          this.#count === 0 ? 'No row.' : `${counted(this.#count, 'row')}, the gravest first.`,
        ),
        more: ownText(
          more > 0
            ? `and ${more} more: say "export digest ${week}" for the file with all rows.`
            : '',
        ),
        week: weekNumber(week),
      },
      rows: rows.map((row) => {
        const { head, text } = (says[row.section] as Say<DigestSection>)(row, zone);
        return { head, text };
      }),
      summary: title,
    };
  }
}

type Weigh<K extends DigestSection> = (row: Extract<DigestRow, { section: K }>) => number;

/** Heavier than any count or time. */
const gravest = 1e9;

/** What is grave in each section, as one number. */
const weights: { readonly [K in DigestSection]: Weigh<K> } = {
  coverage: ({ read, why }) => ({ none: 3, part: 2, whole: why === '' ? 0 : 1 })[read],
  unwatched: () => gravest,
  forwards: ({ waiting, minutes }) => (waiting ? minutes + 1 : 0),
  approvals: ({ expiresAt = '9999' }) => -Date.parse(expiresAt),
  zap: ({ evidence }) => ({ clicked: 3, read: 2, unknown: 1, unread: 0 })[evidence],
  mail: ({ count }) => count,
  senders: ({ count }) => count,
  targets: ({ count }) => count,
  spoofed: ({ count }) => count,
  'own-senders': ({ count, blocked, cause }) =>
    count + (blocked ? 2 * gravest : 0) + (cause === 'compromised-account' ? gravest : 0),
  decisions: ({ minutes, decision }) => minutes + (decision === 'none' ? gravest : 0),
  audit: () => 0,
};

function weight(row: DigestRow): number {
  return (weights[row.section] as Weigh<DigestSection>)(row);
}

function worstFirst(a: DigestRow, b: DigestRow): number {
  const [x, y] = [weight(a), weight(b)];
  if (x !== y) return y - x;
  return order(JSON.stringify(a), JSON.stringify(b));
}

type Say<K extends DigestSection> = (
  row: Extract<DigestRow, { section: K }>,
  zone: string,
) => { readonly head: SafeText; readonly text: SafeText };

const customer = ({ tenant }: DigestRow): SafeText => brief(tenant, 60);
const restName = ownText('all that is not listed');

function addressOf({
  address,
  rest,
}: {
  readonly address: string;
  readonly rest: boolean;
}): SafeText {
  if (rest) return restName;
  return address === '' ? ownText('the empty sender') : brief(address, 100);
}

const says: { readonly [K in DigestSection]: Say<K> } = {
  coverage: (row, zone) => ({
    head: words(customer(row), `, ${sourceWords[row.source]}`),
    text:
      row.read === 'whole'
        ? words(
            ': read completely',
            row.readAt === undefined ? '.' : `, last ${localTime(row.readAt, zone)}.`,
            row.why === '' ? '' : ' ',
            brief(row.why, 300),
          )
        : words(': ', brief(row.why, 300)),
  }),
  unwatched: (row) => ({
    head: customer(row),
    text: words(
      `: not watched any more, ${counted(row.waiting, 'alert')} ${row.waiting === 1 ? 'waits' : 'wait'} for a decision.`,
    ),
  }),
  forwards: (row) => ({
    head: brief(row.mailbox, 100),
    text: words(
      ' to ',
      brief(row.destination, 100),
      `, ${row.severity}, ${row.state}`,
      row.waiting ? `, waiting for ${spanText(row.minutes)}` : '',
      `, ${row.alertId} (`,
      customer(row),
      ')',
    ),
  }),
  approvals: (row, zone) => ({
    head: brief(row.subject, 100),
    text: words(
      row.scope === '' ? '' : ` and all of the same ${row.scope}`,
      ', by ',
      brief(row.by, 60),
      row.expiresAt === undefined
        ? ', until it is revoked'
        : `, until ${localTime(row.expiresAt, zone)}`,
      `, ${row.alertId} (`,
      customer(row),
      ')',
    ),
  }),
  zap: (row) => ({
    head: brief(row.recipient, 100),
    text: words(
      ` ${evidenceNames[row.evidence]}, ${row.threat}, `,
      row.outcome === 'zapped'
        ? exposureText(row.exposure, row.minutes)
        : outcomeNames[row.outcome],
      ', from ',
      brief(row.sender === '' ? 'the empty sender' : row.sender, 100),
      ' (',
      customer(row),
      ')',
    ),
  }),
  mail: (row) => ({
    head: customer(row),
    text: words(` ${row.verdict}, ${row.outcome}: ${row.count}`),
  }),
  senders: (row) => ({
    head: words('From ', addressOf(row)),
    text: words(listedText(row), ' (', customer(row), ')'),
  }),
  targets: (row) => ({
    head: words('To ', addressOf(row)),
    text: words(listedText(row), ' (', customer(row), ')'),
  }),
  'own-senders': (row) => ({
    head: addressOf(row),
    text: words(ownSenderText(row), ' (', customer(row), ')'),
  }),
  spoofed: (row) => ({
    head: row.rest ? ownText('Domains that are not listed') : words('Domain ', addressOf(row)),
    text: words(listedText(row), ' (', customer(row), ')'),
  }),
  decisions: (row) => ({
    head: ownText(row.alertId),
    text: words(
      row.decision === 'none'
        ? ` undecided for ${spanText(row.minutes)}`
        : ` ${row.decision} after ${spanText(row.minutes)}`,
      `, ${row.kind}, ${row.severity} (`,
      customer(row),
      ')',
    ),
  }),
  audit: (row) => ({ head: customer(row), text: words(` ${row.sequence}:${row.hash}`) }),
};

const evidenceNames = {
  clicked: 'clicked',
  read: 'read',
  unread: 'unread',
  unknown: 'reading not known',
} as const;

const outcomeNames = {
  zapped: 'taken away',
  failed: 'not taken away: ZAP failed',
  'user-triaged': 'dealt with by the recipient before',
} as const;

function exposureText(kind: string, minutes: number | undefined): string {
  if (minutes === undefined || (kind !== 'exact' && kind !== 'at-most')) {
    return kind === 'within-48h' ? 'taken away within 48 h' : 'taken away, time not known';
  }
  return `taken away after ${kind === 'exact' ? '' : 'at most '}${spanText(minutes)}`;
}
