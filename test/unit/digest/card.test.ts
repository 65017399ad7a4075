import assert from 'node:assert/strict';
import { attentionOf, attentionRules } from '../../../src/digest/attention.js';
import { digestCard, type DigestView } from '../../../src/digest/card.js';
import { changesOf } from '../../../src/digest/changes.js';
import { digestCells, digestColumns } from '../../../src/digest/export.js';
import { keyFiguresOf, type KeyFigures } from '../../../src/digest/figures.js';
import { parseWeek, weekText } from '../../../src/digest/iso-week.js';
import type { DigestRow } from '../../../src/digest/row.js';
import { spanText, spreadOf } from '../../../src/digest/spread.js';
import { Tally } from '../../../src/digest/tally.js';
import { weekPoints } from '../../../src/digest/week-point.js';

const of = { tenantId: '11111111-1111-4111-8111-111111111111', tenant: 'Contoso' };
const other = { tenantId: '22222222-2222-4222-8222-222222222222', tenant: 'Fabrikam' };

function read(tenant: typeof of, value: 'whole' | 'part' | 'none'): DigestRow[] {
  return (['forwards', 'zap', 'mail'] as const).map((source) => ({
    ...{
      section: 'coverage',
      ...tenant,
      source,
      read: value,
      why: value === 'whole' ? '' : 'No answer.',
    },
  }));
}

function forward(change: Partial<Extract<DigestRow, { section: 'forwards' }>> = {}): DigestRow {
  return {
    ...{ section: 'forwards', ...of, alertId: 'K3F7Q-9D2MA', mailbox: 'ida@contoso.example' },
    ...{ destination: 'x@evil.example', severity: 'medium', state: 'open', minutes: 60 },
    ...{ appeared: true, removed: false, approved: false, gone: false, waiting: true },
    ...change,
  };
}

function figures(...rows: readonly DigestRow[]): DigestView['figures'] {
  const tally = new Tally();
  for (const row of rows) tally.add(row);
  return tally.figures();
}

const week = parseWeek('2026-W47') ?? 0;
const period = {
  ...{ week: '2026-W47', zone: 'UTC', firstDay: '2026-11-09', lastDay: '2026-11-15' },
  ...{ from: '2026-11-09T00:00:00.000Z', to: '2026-11-16T00:00:00.000Z' },
};

function view(of: DigestView['figures'], change: Partial<DigestView> = {}): DigestView {
  return {
    ...{ period, figures: of, kind: 'scheduled', missed: [], repeated: false, zone: 'UTC' },
    ...{ madeAt: '2026-11-16T08:00:00.000Z', weeks: weekPoints(week, new Map()) },
    ...change,
  };
}

function lines(card: ReturnType<typeof digestCard>, section: string): string[] {
  return (card.rows ?? [])
    .filter((row) => row['section'] === section)
    .map(({ head, text, note }) => [head, text, note].map(String).join(''));
}

describe('The card of a digest', () => {
  it('says what was read before anything else, and what was not with its cause', () => {
    const card = digestCard(view(figures(...read(of, 'whole'), ...read(other, 'none'))));
    assert.equal(card.rows?.[0]?.['section'], 'coverage');
    const said = lines(card, 'coverage');
    assert.equal(said[0], 'Forwards: 1 of 2 customers read completely, 1 not at all.');
    assert.ok(said.includes('Fabrikam, forwards: No answer.'));
    assert.equal(card.data['severityStyle'], 'warning');
  });

  it('calls no count of nothing complete when not everything was read, nor when there is nobody', () => {
    for (const rows of [
      [...read(of, 'part')],
      [...read(of, 'whole'), ...read(other, 'none')],
      [],
    ]) {
      const card = digestCard(view(figures(...rows)));
      assert.match(String(card.data['title']), /0 new forwards.*in what could be read$/);
      for (const section of ['forwards', 'zap', 'spam', 'own']) {
        assert.match(lines(card, section).join(), /the rest is not known/, section);
      }
    }
    const whole = digestCard(view(figures(...read(of, 'whole'))));
    assert.doesNotMatch(JSON.stringify(whole), /the rest is not known|in what could be read/);
    assert.equal(whole.data['severityStyle'], 'default');
  });

  it('shows weeks of which nothing is known as not known, and never as zero', () => {
    const figure: KeyFigures = {
      covered: { forwards: 'whole', zap: 'none', mail: 'part' },
      ...{ appeared: 0, removed: 4, zapped: 0, seen: 0, unwanted: 70, reached: 1 },
    };
    const weeks = weekPoints(week, new Map([[weekText(week - 2), figure]]));
    const card = digestCard(view(figures(), { weeks }));
    const forwards = (card.rows ?? []).filter((row) => row['section'] === 'weeks-forwards');
    assert.equal(forwards.length, 8);
    assert.deepEqual(
      forwards.map((row) => [row['head'], row['text'], row['known']]),
      [40, 41, 42, 43, 44]
        .map((n) => [`W${n}`, 'not known', false])
        .concat([
          ['W45', '0', true],
          ['W46', 'not known', false],
          ['W47', 'not known', false],
        ]),
    );
    assert.deepEqual(lines(card, 'weeks-mail')[5], 'W4570 (in part)1 (in part)');
    assert.ok(lines(card, 'weeks-zap').every((line) => line.endsWith('not knownnot known')));
    assert.equal(card.data['hasZapWeeks'], false);
    assert.match(
      String(card.data['forwardsText']),
      /This week is not known\..*Not known, and not zero: W40/,
    );
  });

  it('draws no empty chart: one week in which nothing was is said in words, two are drawn', () => {
    const none: KeyFigures = {
      covered: { forwards: 'whole', zap: 'whole', mail: 'whole' },
      ...{ appeared: 0, removed: 0, zapped: 0, seen: 0, unwanted: 3, reached: 0 },
    };
    const of = (
      ...known: readonly (readonly [string, KeyFigures])[]
    ): ReturnType<typeof digestCard> =>
      digestCard(view(figures(), { weeks: weekPoints(week, new Map(known)) }));
    const one = of([weekText(week), none]);
    assert.equal(one.data['hasForwardsWeeks'], false);
    assert.equal(one.data['hasMailWeeks'], true);
    assert.match(String(one.data['forwardsText']), /^This week: 0 new, 0 removed\./);
    const two = of([weekText(week), none], [weekText(week - 1), none]);
    assert.equal(two.data['hasForwardsWeeks'], true);
  });

  const max: Extract<DigestRow, { section: 'own-senders' }> = {
    section: 'own-senders',
    ...{ ...of, address: 'max@contoso.example', rest: false },
    ...{ count: 5, atLeast: false, reached: 0, sent: 9, sentAtLeast: false, blocked: false },
  };
  const spoofed: Extract<DigestRow, { section: 'spoofed' }> = {
    section: 'spoofed',
    ...{ ...of, address: 'contoso.example', rest: false },
    ...{ count: 9, atLeast: false, reached: 1 },
  };

  it('calls a lower bound one, on the card and in the file, and says nothing of what is not known', () => {
    const rows: readonly DigestRow[] = [
      { ...max, atLeast: true, sentAtLeast: true },
      { ...max, address: '', rest: true, count: 4, reached: undefined, sent: 0, sentAtLeast: true },
      { ...spoofed, atLeast: true },
      { ...spoofed, section: 'senders', address: 'a@shop.example', atLeast: true },
      { ...spoofed, section: 'targets', address: 'ida@contoso.example', reached: undefined },
    ];
    const card = digestCard(view(figures(...read(of, 'whole'), ...rows)));
    assert.deepEqual(lines(card, 'own'), [
      'Own users as senders: at least 1. Kept from sending by Microsoft: 0. Messages that the filter minded: 9.',
      'max@contoso[.]example at least 5 of at least 9 sent (Contoso).',
      'Own domains spoofed: at least 1. Messages: at least 9. Delivered: at least 1.',
      'contoso[.]example at least 9, at least 1 delivered.',
    ]);
    const spam = lines(card, 'spam').join('\n');
    assert.match(spam, /Senders: a@shop\[\.\]example at least 9 \(at least 1 delivered\)\./);
    assert.match(spam, /Most targeted: ida@contoso\[\.\]example 9\./);
    assert.deepEqual(
      rows.map((row) => {
        const cells = digestCells('2026-W47', row);
        return ['Flags', 'Count', 'Reached'].map(
          (name) => cells[digestColumns.indexOf(name as 'Flags')],
        );
      }),
      [
        ['at-least of-at-least', 5, 0],
        ['rest of-at-least', 4, ''],
        ['at-least', 9, 1],
        ['at-least', 9, 1],
        ['', 9, ''],
      ],
    );
  });

  it('names an own user whose mail the filter did not mind, with what the alert looks like', () => {
    const found = { ...max, count: 0, sent: 0, sentAtLeast: true, alertId: 'K3F7Q-9D2MA' } as const;
    const card = digestCard(
      view(
        figures(
          { ...found, cause: 'compromised-account' },
          { ...max, address: 'ida@contoso.example' },
        ),
      ),
    );
    assert.equal(
      lines(card, 'own')[1],
      'max@contoso[.]example: no mail listed that the filter minded, looks like a compromised account, K3F7Q-9D2MA (Contoso).',
    );
  });

  it('names the customers that are not watched any more and where alerts wait', () => {
    const gone: DigestRow = {
      section: 'unwatched',
      ...other,
      tenant: '${x}<at>b</at>',
      waiting: 3,
    };
    const card = digestCard(view(figures(...read(of, 'whole'), gone)));
    const said = lines(card, 'coverage');
    assert.equal(said[0], 'Forwards: 1 of 1 customer read completely.');
    assert.match(
      said.at(-1) ?? '',
      /^Not watched any more: 1 customer where 3 alerts wait for a decision: .+ \(3\)\.$/,
    );
    assert.doesNotMatch(said.join(), /\$\{|<at>/);
  });

  it('says of what was read completely where it does not list everything', () => {
    const [forwards, zap, mail] = read(of, 'whole');
    assert.ok(forwards && zap && mail?.section === 'coverage');
    const card = digestCard(
      view(figures(forwards, zap, { ...mail, why: 'On 1 day a list is cut.' })),
    );
    assert.ok(lines(card, 'coverage').includes('Contoso, mail flow: On 1 day a list is cut.'));
    assert.equal(card.data['severityStyle'], 'default');
  });

  it('tells mail of unknown direction from mail from outside', () => {
    const mail = { section: 'mail', ...of, verdict: 'spam', outcome: 'junked' } as const;
    const card = digestCard(
      view(
        figures(
          ...read(of, 'whole'),
          { ...mail, direction: 'inbound', count: 5 },
          { ...mail, direction: 'unknown', count: 2 },
        ),
      ),
    );
    assert.equal(
      lines(card, 'spam')[0],
      'Unwanted mail from outside, or not told from where: 7 (spam 7). Not told from where: 2.',
    );
  });

  it('offers no details of a preview, whose rows are not kept', () => {
    assert.equal(digestCard(view(figures(), { kind: 'preview' })).data['showDetails'], false);
    assert.equal(digestCard(view(figures())).data['showDetails'], true);
  });
});

describe('What changed against the week before', () => {
  const before = (rows: readonly DigestRow[], firstDay = '2026-11-02', lastDay = '2026-11-08') => ({
    period: { ...period, week: '2026-W46', firstDay, lastDay },
    figures: figures(...rows),
  });

  it('is counted over the customers that were read completely in both weeks only', () => {
    const now = figures(
      ...[...read(of, 'whole'), ...read(other, 'part'), forward()],
      ...[forward({ ...other, alertId: 'B' }), forward({ ...other, alertId: 'C' })],
    );
    const [change] = changesOf(now, figures(...read(of, 'whole'), ...read(other, 'whole')));
    assert.deepEqual(change, { what: 'New forwards', now: 1, before: 0, compared: 1, left: 1 });
  });

  it('is not said where no customer was, and not called zero', () => {
    const rows = [...read(of, 'part'), forward()];
    const card = digestCard(view(figures(...read(of, 'whole')), { before: before(rows) }));
    for (const line of lines(card, 'changes')) assert.match(line, /not compared: no customer/);
  });

  it('is not said without a digest before, nor against one of other days', () => {
    assert.match(
      lines(digestCard(view(figures())), 'changes').join(),
      /no digest of the week before/,
    );
    const apart = before([], '2026-11-01', '2026-11-07');
    const card = digestCard(view(figures(), { before: apart }));
    assert.match(lines(card, 'changes').join(), /covered other days/);
  });
});

describe('What most deserves attention', () => {
  const zap = (
    evidence: 'clicked' | 'read',
    outcome: 'zapped' | 'failed' = 'zapped',
  ): DigestRow => ({
    ...{ section: 'zap', ...of, message: 'm', recipient: 'r', sender: 's', threat: 'phish' },
    ...{ outcome, evidence, exposure: 'unknown', at: period.from },
  });
  const owns = (blocked: boolean): DigestRow => ({
    ...{ section: 'own-senders', ...of, address: 'max@contoso.example', rest: false },
    ...{ count: 5, atLeast: false, reached: 0, sent: 9, sentAtLeast: false, blocked },
  });
  const cases: readonly (readonly [code: string, rows: readonly DigestRow[]])[] = [
    ['own-user-blocked', [owns(true)]],
    ['clicked', [zap('clicked')]],
    ['zap-failed', [zap('read', 'failed')]],
    ['forward-waiting-long', [forward({ minutes: 3 * 1440 + 1 })]],
    ['forward-high', [forward({ severity: 'high' })]],
    ['own-user-sends', [owns(false)]],
    ['not-read', read(of, 'none')],
    [
      'spoofed-delivered',
      [
        {
          section: 'spoofed',
          ...of,
          address: 'contoso.example',
          rest: false,
          count: 9,
          atLeast: false,
          reached: 1,
        },
      ],
    ],
    ['read-before-zap', [zap('read')]],
    [
      'approval-ends',
      [
        {
          ...{
            section: 'approvals',
            ...of,
            alertId: 'A',
            kind: 'forward',
            subject: 's',
            scope: '',
          },
          ...{ by: 'b', reason: 'r', at: period.from, expiresAt: period.to, expiring: true },
        },
      ],
    ],
  ];

  it('has a case for every rule', () => {
    assert.deepEqual(
      cases.map(([code]) => code),
      attentionRules.map(({ code }) => code),
    );
  });

  for (const [i, [code, rows]] of cases.entries()) {
    it(`is ${code} before everything that comes after it in the table`, () => {
      assert.equal(attentionOf(figures(...rows))[0]?.code, code);
      const after = cases
        .slice(i + 1)
        .flatMap(([, later]) => Array.from({ length: 20 }, () => later).flat());
      assert.equal(attentionOf(figures(...rows, ...after))[0]?.code, code);
    });
  }

  it('is three things at most, and none when there is nothing', () => {
    assert.deepEqual(attentionOf(figures(...read(of, 'whole'))), []);
    assert.equal(attentionOf(figures(...cases.flatMap(([, rows]) => rows))).length, 3);
  });

  it('does not call a forward that has waited for exactly three days long waiting', () => {
    const codes = attentionOf(figures(forward({ minutes: 3 * 1440 }))).map(({ code }) => code);
    assert.ok(!codes.includes('forward-waiting-long'));
  });
});

describe('Figures', () => {
  it('take the median and the 90th percentile from times that occurred', () => {
    assert.deepEqual(spreadOf([]), { count: 0, median: undefined, p90: undefined });
    assert.deepEqual(spreadOf([30, 10, 20, 40]), { count: 4, median: 20, p90: 40 });
  });

  it('say times in two units at most', () => {
    assert.deepEqual([0, 59, 60, 125, 1440, 1559].map(spanText), [
      ...['0 min', '59 min', '1 h', '2 h 5 min', '1 d', '1 d 1 h'],
    ]);
  });

  it('kept for the charts say how much was read', () => {
    const { covered } = keyFiguresOf(figures(...read(of, 'whole'), ...read(other, 'none')));
    assert.deepEqual(covered, { forwards: 'part', zap: 'part', mail: 'part' });
    assert.equal(keyFiguresOf(figures()).covered.zap, 'none');
    assert.equal(keyFiguresOf(figures(...read(of, 'none'))).covered.mail, 'none');
  });
});
