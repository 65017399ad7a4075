import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chain, emptyHead, verifyChain, type AuditRecord } from '../../src/alerts/audit.js';
import { anyFacts, anyText, anyTime } from '../support/arbitraries.js';

const drafts = fc.array(
  fc.record(
    {
      at: anyTime,
      what: anyText,
      alertId: anyText,
      actor: fc.record({ tenantId: fc.uuid(), objectId: fc.uuid() }),
      detail: anyFacts,
    },
    { requiredKeys: ['at', 'what', 'detail'], noNullPrototype: true },
  ),
  { minLength: 2, maxLength: 8 },
);

async function* given(lines: readonly AuditRecord[]): AsyncGenerator<AuditRecord> {
  await Promise.resolve();
  yield* lines;
}

/** One thing that somebody who can write the storage may do, at one line. */
type Tamper = (lines: readonly AuditRecord[], at: number, text: string) => AuditRecord[];

function edit(change: (line: AuditRecord, text: string) => Partial<AuditRecord>): Tamper {
  return (lines, at, text) =>
    lines.map((line, i) => (i === at ? { ...line, ...change(line, text) } : line));
}

const tampers: Readonly<Record<string, Tamper>> = {
  'edits the time': edit(({ at }, text) => ({ at: at + text })),
  'edits the event': edit(({ what }, text) => ({ what: what + text })),
  'edits the alert': edit(({ alertId = '' }, text) => ({ alertId: alertId + text })),
  'edits the person': edit((_line, text) => ({ actor: { tenantId: text, objectId: text } })),
  'adds a detail': edit(({ detail }, text) => ({ detail: { ...detail, [`new ${text}`]: text } })),
  'edits the link': edit(({ previous }, text) => ({ previous: previous + text })),
  'edits the hash': edit(({ hash }, text) => ({ hash: hash + text })),
  'deletes a line': (lines, at) => lines.filter((_, i) => i !== at),
  'doubles a line': (lines, at) => lines.flatMap((line, i) => (i === at ? [line, line] : [line])),
  'swaps two lines': (lines, at) => {
    const to = at === 0 ? 1 : at - 1;
    return lines.map((line, i) => (i === at ? lines[to] : i === to ? lines[at] : line) ?? line);
  },
  'cuts the tail': (lines, at) => lines.slice(0, at),
  'makes a line and its hash anew': (lines, at, text) => {
    const head = { sequence: at, hash: lines[at]?.previous ?? '' };
    const made = chain(head, [{ at: '', what: `forged ${text}`, detail: {} }]).records;
    return [...lines.slice(0, at), ...made, ...lines.slice(at + 1)];
  },
};

describe('The record, for any content', () => {
  it('verifies when nobody has touched it', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, async (made) => {
        const { records, head } = chain(emptyHead, made);
        assert.deepEqual(await verifyChain(given(records), head), { count: made.length, head });
      }),
    );
  });

  for (const [what, tamper] of Object.entries(tampers)) {
    it(`shows it when somebody ${what}`, async () => {
      await fc.assert(
        fc.asyncProperty(drafts, fc.nat(), anyText, async (made, place, text) => {
          const { records, head } = chain(emptyHead, made);
          const tampered = tamper(records, place % records.length, `${text}!`);
          const { fault } = await verifyChain(given(tampered), head);
          assert.ok(fault);
        }),
        { numRuns: 250 },
      );
    });
  }
});
