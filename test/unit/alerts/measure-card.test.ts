import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Alert } from '../../../src/alerts/alert.js';
import type { CardView, MeasureDefinition } from '../../../src/alerts/kind.js';
import { measureRows, targetField } from '../../../src/alerts/measure-card.js';
import type { Measure } from '../../../src/alerts/measure.js';
import { alertOf, anyText } from '../../support/arbitraries.js';
import { contoso } from '../../support/sample-findings.js';

const view: CardView = {
  nonce: 'nonce',
  timeZone: 'Europe/Berlin',
  now: new Date('2026-11-21T18:00:00Z'),
  canRemediate: true,
  canMeasure: true,
};
const ida = 'BBBBBBBB-0000-4000-8000-000000000001';

function definition(change: Partial<MeasureDefinition> = {}): MeasureDefinition {
  return {
    targets: () => [{ key: ida, label: 'ida@contoso.com' }],
    read: () => Promise.reject(new Error('a card reads nothing')),
    apply: () => Promise.reject(new Error('a card changes nothing')),
    ...change,
  };
}
const revert = (): Promise<never> => Promise.reject(new Error('a card changes nothing'));
const measures = {
  'revoke-sessions': definition({ repeatable: true }),
  'block-sign-in': definition({ revert }),
};

function measure(change: Partial<Measure> = {}): Measure {
  return {
    name: 'block-sign-in',
    target: ida,
    label: 'ida@contoso.com',
    state: 'done',
    orderedAt: '2026-11-21T17:20:00Z',
    by: { tenantId: 't', objectId: 'o', name: 'Mia Admin' },
    note: 'Verified by reading it again, 2 s later.',
    undoable: true,
    ...change,
  };
}

function alertWith(...ordered: Measure[]): Alert {
  return alertOf(contoso.id, 'ida', { measures: ordered });
}

describe('What a card says of measures', () => {
  it('is one row for each measure and target, with nothing to say while nothing was ordered', () => {
    const rows = measureRows(alertOf(contoso.id, 'ida'), view, measures);
    assert.deepEqual(
      rows.map((row): unknown[] => Object.values(row)),
      [
        ['revoke-sessions', ida.toLowerCase(), 'ida@contoso[.]com', '', true, false],
        ['block-sign-in', ida.toLowerCase(), 'ida@contoso[.]com', '', true, false],
      ],
    );
  });

  it('names what became of it, who ordered it, when, and how it was verified', () => {
    const [, row] = measureRows(alertWith(measure()), view, measures);
    assert.equal(
      row?.line,
      'Sign-in blocked: ida@contoso[.]com. Ordered by Mia Admin, 21 Nov 2026, 18:20 CET. Verified by reading it again, 2 s later.',
    );
  });

  const offers: readonly (readonly [Measure['state'] | undefined, boolean, boolean, boolean])[] = [
    [undefined, true, true, false],
    ['ordered', false, false, false],
    ['done', true, false, true],
    ['failed', true, true, false],
    ['undoing', false, false, false],
    ['undone', true, true, false],
  ];
  for (const [state, again, order, undo] of offers) {
    it(`offers what is possible when it is ${state ?? 'not ordered'}`, () => {
      const ordered =
        state === undefined
          ? []
          : (['revoke-sessions', 'block-sign-in'] as const).map((name) => measure({ name, state }));
      const rows = measureRows(alertWith(...ordered), view, measures);
      assert.deepEqual(
        rows.map(({ canOrder, canUndo }) => [canOrder, canUndo]),
        [
          [again, false],
          [order, undo],
        ],
      );
    });
  }

  it('offers no undo of what was not done from here', () => {
    const [, row] = measureRows(alertWith(measure({ undoable: undefined })), view, measures);
    assert.deepEqual([row?.canOrder, row?.canUndo], [false, false]);
  });

  it('offers nothing without a nonce, without an actor, and without a definition', () => {
    const alert = alertWith(measure(), measure({ name: 'revoke-sessions', state: 'failed' }));
    for (const [look, defined] of [
      [{ ...view, nonce: undefined }, measures],
      [{ ...view, nonce: '' }, measures],
      [{ ...view, canMeasure: false }, measures],
      [view, undefined],
    ] as const) {
      const rows = measureRows(alert, look, defined);
      assert.equal(rows.length, 2);
      assert.ok(rows.every(({ canOrder, canUndo }) => !canOrder && !canUndo));
      assert.ok(
        rows.every(({ line }) => line !== ''),
        'what was done stays to be read',
      );
    }
  });

  it('keeps what was done to somebody whom the alert names no more, with its undo', () => {
    const gone = { ...measures, 'block-sign-in': definition({ revert, targets: () => [] }) };
    const rows = measureRows(alertWith(measure()), view, gone);
    const row = rows.find((one) => one.measure === 'block-sign-in');
    assert.deepEqual([row?.canOrder, row?.canUndo], [false, true]);
    assert.match(row?.line ?? '', /^Sign-in blocked/);
  });

  it('shows nothing live of what an attacker wrote', () => {
    const evil =
      '{{DATE(1)}} ${x} <at>Ida</at> \u202Ehttps://evil.example [x](https://evil.example)';
    const target = { key: evil, label: evil };
    const blocks = { 'block-sender': definition({ targets: () => [target] }) };
    const by = { tenantId: 't', objectId: 'o', name: evil };
    const ordered = measure({ name: 'block-sender', target: evil, label: evil, note: evil, by });
    const rows = measureRows(alertWith(ordered), view, blocks);
    assert.match(rows[0]?.line ?? '', /^Sender blocked/);
    assert.doesNotMatch(JSON.stringify(rows), /\{\{|\$\{|<\/?at|https:|\u202E|evil\.example/);
  });
});

describe('A target in a button', () => {
  it('is an object id as it is, and a short hash of anything else', () => {
    assert.equal(targetField(ida), ida.toLowerCase());
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        assert.match(targetField(one), /^[0-9A-Z]{26}$/);
        assert.equal(targetField(one) === targetField(other), one === other);
      }),
    );
  });
});
