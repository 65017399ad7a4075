import fc from 'fast-check';
import { alertIdOf, type Alert, type MessageRef } from '../../src/alerts/alert.js';
import type { StoredActor } from '../../src/alerts/actor.js';
import { measureNames, type Measure } from '../../src/alerts/measure.js';
import type { OutboxEntry } from '../../src/alerts/outbox.js';
import { alertStates } from '../../src/alerts/lifecycle.js';
import type { Json } from '../../src/lib/json.js';
import type { TenantId } from '../../src/tenants/tenant.js';

/** Texts that have broken stores, parsers and terminals before. */
export const hostileTexts: readonly string[] = [
  '',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00\ud800',
  'x\udfff',
  '\u2028\u2029\u0085\ufeff\ufffe\uffff',
  '😀👩‍👩‍👧‍👦🏳️‍🌈',
  '\u202egnp.exe\u202c',
  `' or PartitionKey ne '`,
  `"quoted" \\ back\\slash \\u0041`,
  '\r\n--changeset_1\r\nPOST http://127.0.0.1/ HTTP/1.1\r\n\r\n{}',
  '<script>&amp;</script>]]>',
  'e\u0301 \u00e9 \ufb01',
  '__proto__',
  '[untrusted]',
  'NaN',
];

const hostileKeys = [
  '__proto__',
  'constructor',
  'toString',
  'PartitionKey',
  'RowKey',
  'odata.etag',
  'etag',
  'p0',
  'opId',
  '',
  'a.b',
  "it's",
  '\ud83d',
];

/** Objects as the parser makes them, not without a prototype. */
export const ordinary = { noNullPrototype: true } as const;

export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

/** JSON as it can be stored: no -0, which JSON can't tell from 0. */
export const anyJson: fc.Arbitrary<Json> = fc.letrec<{
  json: Json;
  object: Record<string, Json>;
}>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    anyText,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 4 }),
    tie('object'),
  ),
  object: objectOf(tie('json')),
})).json;

function objectOf(value: fc.Arbitrary<Json>): fc.Arbitrary<Record<string, Json>> {
  const key = fc.oneof(fc.constantFrom(...hostileKeys), anyText);
  // fromEntries defines properties, where an assignment to `__proto__` would change the prototype instead.
  return fc.array(fc.tuple(key, value), { maxLength: 5 }).map((list) => Object.fromEntries(list));
}

export const anyFacts: fc.Arbitrary<Readonly<Record<string, Json>>> = objectOf(anyJson);

export const anyTenantId: fc.Arbitrary<TenantId> = fc.uuid().map((id) => id as TenantId);

export const anyTime: fc.Arbitrary<string> = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

export const anyActor: fc.Arbitrary<StoredActor> = fc.record(
  {
    tenantId: fc.uuid(),
    objectId: fc.uuid(),
    name: anyText,
  },
  ordinary,
);

const anyMessage: fc.Arbitrary<MessageRef> = fc.record(
  {
    conversationId: anyText,
    activityId: anyText,
  },
  ordinary,
);

export const anyKind = fc.constantFrom('forward' as const, 'zap' as const, 'unreadable' as const);

const anyMeasure: fc.Arbitrary<Measure> = fc.record(
  {
    name: fc.constantFrom(...measureNames),
    target: anyText,
    label: anyText,
    state: fc.constantFrom(
      'ordered' as const,
      'done' as const,
      'failed' as const,
      'undoing' as const,
      'undone' as const,
    ),
    orderedAt: anyTime,
    by: anyActor,
    endedAt: anyTime,
    note: anyText,
    undoable: fc.boolean(),
  },
  { requiredKeys: ['name', 'target', 'label', 'state', 'orderedAt', 'by'], ...ordinary },
);

/** Alerts of any state, with every optional part there or not. */
export function anyAlert(tenantId: TenantId): fc.Arbitrary<Alert> {
  const required = {
    tenantName: anyText,
    kind: anyKind,
    identity: anyText,
    fingerprint: anyText,
    severity: fc.constantFrom(
      'informational' as const,
      'low' as const,
      'medium' as const,
      'high' as const,
    ),
    state: fc.constantFrom(...alertStates),
    facts: anyFacts,
    firstSeenAt: anyTime,
    lastSeenAt: anyTime,
    changedAt: anyTime,
    revision: fc.nat(),
    nonceHashes: fc.array(fc.stringMatching(/^[0-9a-f]{64}$/), { maxLength: 3 }),
    messages: fc.array(anyMessage, { maxLength: 3 }),
    returns: fc.nat(),
  };
  const optional = {
    subjectObjectId: fc.uuid(),
    groupId: fc.uuid(),
    outcome: fc.record(
      {
        event: anyText,
        at: anyTime,
        by: anyActor,
        reason: anyText,
        expiresAt: anyTime,
        note: anyText,
      },
      { requiredKeys: ['event', 'at'], ...ordinary },
    ),
    undo: fc.record({ until: anyTime, facts: anyFacts }, ordinary),
    campaign: anyText,
    scopes: fc
      .array(fc.tuple(anyText, anyText), { maxLength: 3 })
      .map((list) => Object.fromEntries(list)),
    threadOf: fc.uuid().map((identity) => alertIdOf({ tenantId, kind: 'zap', identity })),
    measures: fc.array(anyMeasure, { maxLength: 3 }),
    lastNotifiedAt: anyTime,
    missingSince: anyTime,
  };
  return fc
    .tuple(
      fc.record(required, ordinary),
      fc.record(optional, { requiredKeys: [], ...ordinary }),
      fc.uuid(),
    )
    .map(([always, sometimes, salt]) => ({
      id: alertIdOf({ tenantId, kind: always.kind, identity: salt }),
      tenantId,
      ...always,
      ...sometimes,
    }));
}

/** A plain alert, for tests that need one and do not care which. */
export function alertOf(tenantId: TenantId, identity: string, change: Partial<Alert> = {}): Alert {
  const at = '2026-01-05T08:00:00.000Z';
  return {
    id: alertIdOf({ tenantId, kind: 'forward', identity }),
    tenantId,
    tenantName: 'Contoso',
    kind: 'forward',
    identity,
    fingerprint: 'f1',
    severity: 'high',
    state: 'open',
    facts: {},
    firstSeenAt: at,
    lastSeenAt: at,
    changedAt: at,
    revision: 1,
    nonceHashes: [],
    messages: [],
    returns: 0,
    ...change,
  };
}

/** A plain outbox entry that waits. */
export function outboxOf(
  tenantId: TenantId,
  id: string,
  change: Partial<OutboxEntry> = {},
): OutboxEntry {
  const at = '2026-01-05T08:00:00.000Z';
  return {
    id,
    tenantId,
    task: { kind: 'post-group', groupId: 'g1' },
    state: 'pending',
    fence: 0,
    attempts: 0,
    createdAt: at,
    notBefore: at,
    ...change,
  };
}
