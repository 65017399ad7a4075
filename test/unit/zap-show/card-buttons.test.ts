import assert from 'node:assert/strict';
import type { Alert } from '../../../src/alerts/alert.js';
import type { CardContent } from '../../../src/alerts/card-content.js';
import type { CardView } from '../../../src/alerts/kind.js';
import { alertStates } from '../../../src/alerts/lifecycle.js';
import { CardRenderer, largestCard } from '../../../src/adapters/teams/card-renderer.js';
import { zapKind } from '../../../src/zap/kind.js';
import type { ZapRecord } from '../../../src/zap/records.js';
import { elements } from '../cards/card-walk.js';
import { fakeParts } from './fake-mail.js';
import { alertOf, mia, personId, recipient, recordOf, view } from './fixture.js';

const kind = zapKind(fakeParts().parts);

function draw(
  record: Partial<ZapRecord> = {},
  change: Partial<Alert> = {},
  look: Partial<CardView> = {},
): CardContent {
  return kind.card(alertOf(recordOf(record), change), { ...view, ...look });
}

function section({ rows = [] }: CardContent, name: string): readonly Record<string, unknown>[] {
  return rows.filter((row) => row['section'] === name);
}

function buttons({ data }: CardContent): string[] {
  return Object.keys(data).filter((field) => field.startsWith('show') && data[field] === true);
}

describe('the buttons of a zapped message', () => {
  const expected: Readonly<Record<string, readonly string[]>> = {
    open: ['showBlock', 'showClose', 'showContain', 'showDetails', 'showRemove'],
    approved: ['showDetails', 'showRelease', 'showRemove', 'showRevoke'],
    removing: ['showBlock', 'showContain', 'showDetails'],
    removed: ['showBlock', 'showContain', 'showDetails', 'showUndo'],
    restoring: ['showBlock', 'showContain', 'showDetails'],
    resolved: ['showBlock', 'showContain', 'showDetails'],
    failed: ['showBlock', 'showClose', 'showContain', 'showDetails', 'showRetry'],
  };
  for (const state of alertStates) {
    it(`are those of the state ${state}`, () => {
      const undo = { until: '2026-11-28T00:00:00.000Z', facts: alertOf().facts };
      assert.deepEqual(buttons(draw({}, { state, undo })).sort(), expected[state]);
    });
  }

  it('change nothing without a second step, but for trying again', () => {
    const { content } = new CardRenderer().render(draw({}, { state: 'failed' }));
    const actions = content['actions'] as readonly Record<string, unknown>[];
    const direct = actions.filter(({ type }) => type === 'Action.Execute');
    assert.deepEqual(
      direct.map(({ title, verb }) => [title, verb]),
      [
        ['Try again', 'alert.remove'],
        ['Details', 'alert.show'],
      ],
    );
  });

  it('are absent from a copy for reading', () => {
    for (const state of alertStates) {
      assert.deepEqual(buttons(draw({}, { state }, { nonce: undefined })), []);
    }
  });

  it('change nothing without an actor, and the card says where to act', () => {
    const card = draw({}, {}, { canRemediate: false, canMeasure: false });
    assert.deepEqual(buttons(card).sort(), ['showClose', 'showDetails']);
    assert.match(String(card.data['nextLine']), /Defender portal/);
  });

  it('offer undoing a measure that was taken from here', () => {
    const measures: Alert['measures'] = [
      {
        name: 'block-sign-in',
        target: personId(1),
        label: 'ana.costa@contoso.example',
        state: 'done',
        orderedAt: '2026-11-21T17:00:00.000Z',
        by: mia,
        undoable: true,
      },
    ];
    const card = draw({}, { state: 'approved', measures });
    assert.equal(card.data['showUndoMeasure'], true);
    assert.match(String(section(card, 'undo')[0]?.['text']), /^Sign-in blocked: ana/);
    assert.match(String(section(card, 'measure')[0]?.['text']), /Ordered by Mia Admin/);
  });

  it('offer the scope of the sender only where the alert has it', () => {
    const titlesOf = (content: unknown): unknown[] =>
      [...elements(content)].map(([, { title }]) => title);
    const renderer = new CardRenderer();
    const proven = renderer.render(draw()).content;
    assert.ok(titlesOf(proven).includes('Every message of this sender'));
    const forged = renderer.render(draw({ authenticated: false })).content;
    assert.ok(!titlesOf(forged).includes('Every message of this sender'));
  });

  it('fit beside the longest of everything', () => {
    const long = 'x'.repeat(60);
    const recipients = Array.from({ length: 50 }, (_, n) =>
      recipient({ address: `${long}${n}@${long}.contoso.example`, objectId: personId(n) }),
    );
    const measures: Alert['measures'] = recipients.map(({ address, objectId = '' }) => ({
      ...{
        name: 'block-sign-in' as const,
        target: objectId,
        label: address,
        state: 'done' as const,
      },
      ...{ orderedAt: '2026-11-21T17:00:00.000Z', by: mia, undoable: true, note: long.repeat(3) },
    }));
    const { content } = new CardRenderer().render(
      draw({ recipients, subject: long.repeat(9), senderName: long.repeat(9) }, { measures }),
    );
    assert.ok(Buffer.byteLength(JSON.stringify(content)) <= largestCard);
    assert.doesNotMatch(JSON.stringify(content), /too large for Teams/);
  });
});
