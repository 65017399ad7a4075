import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CardRenderer, largestDigest } from '../../src/adapters/teams/card-renderer.js';
import { digestCard, type DigestView } from '../../src/digest/card.js';
import { digestCells, digestColumns } from '../../src/digest/export.js';
import { keyFiguresOf } from '../../src/digest/figures.js';
import { parseWeek } from '../../src/digest/iso-week.js';
import { Tally } from '../../src/digest/tally.js';
import { digestRowSchema, type DigestRow } from '../../src/digest/row.js';
import { weekPoints } from '../../src/digest/week-point.js';
import { csvText } from '../../src/lib/csv.js';
import { parseCsv } from '../e2e/cli-process.js';
import { anyDigestRows } from '../support/arbitrary-digest.js';
import { texts } from '../unit/cards/card-walk.js';

const week = '2026-W47';

type CsvLine = Readonly<Record<string, string>>;

/** The file that people get, read back as a spreadsheet would. */
function exported(rows: readonly DigestRow[]): readonly CsvLine[] {
  const file = csvText(
    digestColumns,
    rows.map((row) => digestCells(week, row)),
  );
  const [, ...records] = parseCsv(file);
  return records.map((cells) =>
    Object.fromEntries(digestColumns.map((column, i) => [column, cells[i] ?? ''])),
  );
}

function viewOf(rows: readonly DigestRow[]): DigestView {
  const tally = new Tally();
  for (const row of rows) tally.add(row);
  const figures = tally.figures();
  const known = new Map([[week, keyFiguresOf(figures)]]);
  return {
    period: {
      ...{ week, zone: 'UTC', firstDay: '2026-11-09', lastDay: '2026-11-15' },
      ...{ from: '2026-11-09T00:00:00.000Z', to: '2026-11-16T00:00:00.000Z' },
    },
    ...{ figures, missed: [], repeated: false, zone: 'UTC', kind: 'scheduled' },
    madeAt: '2026-11-16T08:00:00.000Z',
    weeks: weekPoints(parseWeek(week) ?? 0, known),
  };
}

/** All lines of one part of the card. */
function said(view: DigestView, section: string): string {
  return (digestCard(view).rows ?? [])
    .filter((row) => row['section'] === section)
    .map(({ head, text, note }) => [head, text, note].map(String).join(''))
    .join('\n');
}

/** The number after a name, as the card says it; `bound` is what must stand before one that is a lower bound. */
function number(text: string, name: string, bound = ''): number {
  const found = new RegExp(`${name}${bound}(\\d+)`).exec(text)?.[1];
  assert.ok(found !== undefined, `${name} in ${text}`);
  return Number(found);
}

const sum = (lines: readonly CsvLine[], column: string): number =>
  lines.reduce((total, line) => total + Number(line[column]), 0);

function rank(lines: readonly CsvLine[], percent: number): number {
  const sorted = lines.map((line) => Number(line['Minutes'])).sort((a, b) => a - b);
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? NaN;
}

/** The times of a line of the card, back in minutes. */
function minutesIn(text: string, name: string): number {
  const found = new RegExp(`${name} ((?:\\d+ (?:d|h|min) ?)+)`).exec(text)?.[1] ?? '';
  const unit = (letter: string): number =>
    Number(new RegExp(`(\\d+) ${letter}`).exec(found)?.[1] ?? 0);
  return unit('d') * 1440 + unit('h') * 60 + unit('min');
}

/** What a text of two units can say of it. */
function shown(minutes: number): number {
  return minutes >= 1440 ? minutes - (minutes % 60) : minutes;
}

describe('The figures of a digest', () => {
  it('are all what the exported rows count', () => {
    fc.assert(
      fc.property(anyDigestRows, (rows) => {
        const view = viewOf(rows);
        const file = exported(rows);
        const section = (name: string): readonly CsvLine[] =>
          file.filter((line) => line['Section'] === name);
        const flagged = (lines: readonly CsvLine[], flag: string): readonly CsvLine[] =>
          lines.filter((line) => (line['Flags'] ?? '').split(' ').includes(flag));
        const where = (lines: readonly CsvLine[], column: string, value: string) =>
          lines.filter((line) => line[column] === value);
        assert.equal(file.length, rows.length);

        const coverage = said(view, 'coverage');
        for (const [source, name] of [
          ['forwards', 'Forwards: '],
          ['zap', 'ZAP: '],
          ['mail', 'Mail flow: '],
        ] as const) {
          const lines = where(section('coverage'), 'Kind', source);
          assert.equal(
            number(coverage, `^${name}`.replace('^', '')),
            where(lines, 'State', 'whole').length,
          );
          assert.match(coverage, new RegExp(`${name}\\d+ of ${lines.length} customer`));
        }

        const gone = section('unwatched');
        assert.equal(coverage.includes('Not watched any more: '), gone.length > 0);
        if (gone.length > 0) {
          assert.equal(number(coverage, 'Not watched any more: '), gone.length);
          assert.equal(number(coverage, 'customers? where '), sum(gone, 'Count'));
        }

        const forwards = said(view, 'forwards');
        const waiting = flagged(section('forwards'), 'waiting');
        for (const [name, flag] of [
          ['New: ', 'new'],
          ['Removed: ', 'removed'],
          ['Approved: ', 'approved'],
          ['Went away by themselves: ', 'gone'],
          ['Waiting for a decision: ', 'waiting'],
        ] as const) {
          assert.equal(number(forwards, name), flagged(section('forwards'), flag).length, name);
        }
        if (waiting.length > 0) {
          assert.equal(minutesIn(forwards, 'median'), shown(rank(waiting, 50)));
          assert.equal(minutesIn(forwards, '90th percentile'), shown(rank(waiting, 90)));
        }

        const approvals = said(view, 'approvals');
        assert.equal(number(approvals, ''), section('approvals').length);
        const ending = flagged(section('approvals'), 'expiring').length;
        assert.equal(/(\d+) ends? within/.exec(approvals)?.[1] ?? '0', String(ending));

        const zap = said(view, 'zap');
        const lines = section('zap');
        for (const [name, column, value] of [
          ['Taken away: ', 'Outcome', 'zapped'],
          ['because ZAP failed: ', 'Outcome', 'failed'],
          ['recipient before: ', 'Outcome', 'user-triaged'],
          ['Clicked: ', 'State', 'clicked'],
          ['Read: ', 'State', 'read'],
          ['Unread: ', 'State', 'unread'],
          ['Not known: ', 'State', 'unknown'],
        ] as const) {
          assert.equal(number(zap, name), where(lines, column, value).length, name);
        }
        const messages = new Set(
          lines.map((line) => `${line['TenantId'] ?? ''}|${line['Id'] ?? ''}`),
        );
        assert.match(zap, new RegExp(`${messages.size} messages?, counted by recipient`));
        const taken = where(lines, 'Outcome', 'zapped');
        for (const [name, kind] of [
          ['Exposure, exact: ', 'exact'],
          ['Exposure, at most: ', 'at-most'],
        ] as const) {
          const known = where(taken, 'Precision', kind);
          const line = zap.split('\n').find((one) => one.startsWith(name)) ?? '';
          assert.equal(line !== '', known.length > 0);
          if (line === '') continue;
          assert.equal(minutesIn(line, 'median'), shown(rank(known, 50)));
          assert.match(line, new RegExp(`\\(${known.length} recipient`));
        }

        const unwanted = section('mail').filter(
          (line) =>
            line['Kind'] !== 'clean' && ['inbound', 'unknown'].includes(line['State'] ?? ''),
        );
        const spam = said(view, 'spam');
        const name = 'Unwanted mail from outside, or not told from where: ';
        assert.equal(number(spam, name), sum(unwanted, 'Count'));
        const undirected = sum(where(unwanted, 'State', 'unknown'), 'Count');
        assert.equal(/Not told from where: (\d+)/.exec(spam)?.[1] ?? '0', String(undirected));
        for (const [head, part] of [
          ['Senders: ', 'senders'],
          ['Most targeted: ', 'targets'],
        ] as const) {
          const heaviest = section(part)
            .filter((line) => !(line['Flags'] ?? '').split(' ').includes('rest'))
            .reduce((most, line) => Math.max(most, Number(line['Count'])), -1);
          const firsts = where(section(part), 'Count', String(heaviest)).map((line) => {
            const bound = flagged([line], 'at-least').length > 0 ? 'at least ' : '';
            const reached = line['Reached'] ?? '';
            const delivered = reached === '' ? '' : ` (${bound}${reached} delivered)`;
            return ` ${bound}${heaviest}${delivered}`;
          });
          const line = spam.split('\n').find((one) => one.startsWith(head)) ?? '';
          assert.ok(heaviest < 0 ? line === '' : firsts.some((one) => line.includes(one)), line);
        }
        for (const [name, verdict] of [
          ['malware ', 'malware'],
          ['phishing ', 'phish'],
          ['spoof ', 'spoof'],
          ['spam ', 'spam'],
          ['bulk ', 'bulk'],
          ['not named ', 'unknown'],
        ] as const) {
          const counted = sum(where(unwanted, 'Kind', verdict), 'Count');
          const first = spam.split('\n')[0] ?? '';
          assert.equal(counted === 0 ? 0 : number(first, name), counted, name);
        }
        for (const [name, outcome] of [
          ['Delivered: ', 'delivered'],
          ['In Junk Email: ', 'junked'],
          ['Quarantined: ', 'quarantined'],
          ['Rejected: ', 'rejected'],
          ['Not known: ', 'unknown'],
        ] as const) {
          assert.equal(number(spam, name), sum(where(unwanted, 'Outcome', outcome), 'Count'), name);
        }

        const own = said(view, 'own');
        const users = section('own-senders').filter(
          (line) => line['Flags']?.includes('rest') !== true,
        );
        const others = flagged(section('own-senders'), 'rest').length > 0 ? 'at least ' : '';
        assert.equal(number(own, 'Own users as senders: ', others), users.length);
        assert.equal(number(own, 'from sending by Microsoft: '), flagged(users, 'blocked').length);
        assert.equal(number(own, 'that the filter minded: '), sum(section('own-senders'), 'Count'));
        const spoofed = section('spoofed');
        const domains = spoofed.filter(
          (line) => !(line['Flags'] ?? '').split(' ').includes('rest'),
        );
        const bound = spoofed.some((line) => line['Flags'] !== '') ? 'at least ' : '';
        assert.equal(number(own, 'Own domains spoofed: ', bound), domains.length);
        assert.equal(number(own, 'Messages: ', bound), sum(spoofed, 'Count'));
        assert.equal(number(own, 'Delivered: ', bound), sum(spoofed, 'Reached'));

        const decisions = said(view, 'decisions');
        const undecided = where(section('decisions'), 'State', 'none');
        const made = section('decisions').filter((line) => line['State'] !== 'none');
        assert.equal(number(decisions, 'Decided: '), made.length);
        assert.equal(number(decisions, 'Undecided: '), undecided.length);
        if (made.length > 0) assert.equal(minutesIn(decisions, 'median'), shown(rank(made, 50)));
        if (undecided.length > 0) {
          assert.equal(minutesIn(decisions, 'oldest for'), shown(rank(undecided, 100)));
        }

        const audit = said(view, 'audit');
        const heads = section('audit');
        if (heads.length > 0) {
          assert.match(
            audit,
            new RegExp(`: ${heads.length} records?, ${sum(heads, 'Count')} lines?\\.`),
          );
        }

        const title = String(digestCard(view).data['title']);
        assert.equal(number(title, ': '), flagged(section('forwards'), 'new').length);
        assert.equal(
          number(title, '; '),
          lines.filter((line) => ['read', 'clicked'].includes(line['State'] ?? '')).length,
        );
        const points = (digestCard(view).rows ?? []).filter((row) => row['known'] === true);
        for (const point of points) {
          const counts: Readonly<Record<string, readonly [number, number]>> = {
            'weeks-forwards': [
              flagged(section('forwards'), 'new').length,
              flagged(section('forwards'), 'removed').length,
            ],
            'weeks-zap': [
              taken.length,
              lines.filter((line) => ['read', 'clicked'].includes(line['State'] ?? '')).length,
            ],
            'weeks-mail': [
              sum(unwanted, 'Count'),
              sum(where(unwanted, 'Outcome', 'delivered'), 'Count'),
            ],
          };
          assert.deepEqual([point['first'], point['second']], counts[String(point['section'])]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('are the same for the rows in any order', () => {
    fc.assert(
      fc.property(anyDigestRows, (rows) => {
        assert.deepEqual(viewOf([...rows].reverse()).figures, viewOf(rows).figures);
      }),
      { numRuns: 100 },
    );
  });

  it('come from rows that can be stored and read back', () => {
    fc.assert(
      fc.property(anyDigestRows, (rows) => {
        for (const row of rows) {
          assert.deepEqual(digestRowSchema.parse(JSON.parse(JSON.stringify(row))), row);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('are on a card in which nothing that an attacker wrote is live, and which Teams takes', () => {
    const renderer = new CardRenderer();
    fc.assert(
      fc.property(anyDigestRows, (rows) => {
        const { content } = renderer.render(digestCard(viewOf(rows)));
        const json = JSON.stringify(content);
        assert.ok(json.length <= largestDigest, String(json.length));
        assert.doesNotMatch(json, /too large for Teams/);
        assert.doesNotMatch(json, /\$\{|\{\{|<at>|https?:\/\/(?!adaptivecards)/);
        for (const { text } of texts(content)) assert.ok(text.isWellFormed());
      }),
      { numRuns: 40 },
    );
  });
});
