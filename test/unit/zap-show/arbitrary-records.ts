import fc from 'fast-check';
import type { Exposure, ReadEvidence } from '../../../src/zap/message.js';
import type { RecordedRecipient, ZapRecord } from '../../../src/zap/records.js';
import { recipient, recordOf } from './fixture.js';

const exposure: fc.Arbitrary<Exposure> = fc.oneof(
  fc.record({ kind: fc.constant('exact' as const), minutes: fc.nat(3000) }),
  fc.record({ kind: fc.constant('at-most' as const), minutes: fc.nat(3000) }),
  fc.constant<Exposure>({ kind: 'within-48h' }),
  fc.constant<Exposure>({ kind: 'unknown' }),
);

const evidence: fc.Arbitrary<ReadEvidence> = fc.record({
  value: fc.constantFrom('clicked', 'read', 'unread', 'unknown'),
  from: fc.constantFrom('link-click', 'audit', 'reply', 'mailbox-now', 'none'),
  afterZap: fc.boolean(),
});

function recipientAt(n: number): fc.Arbitrary<RecordedRecipient> {
  return fc
    .record({
      outcome: fc.constantFrom('zapped', 'failed', 'user-triaged'),
      threat: fc.constantFrom('malware', 'phish', 'spam', 'unknown'),
      exposure,
      evidence,
      sources: fc.uniqueArray(
        fc.constantFrom('hunting', 'analyzed-emails', 'zap-report', 'mailbox'),
      ),
    })
    .map((change) => recipient({ ...change, address: `p${n}@contoso.example` }));
}

/** Records with up to five recipients each, and infrastructure that repeats. */
export const records: fc.Arbitrary<readonly ZapRecord[]> = fc.array(
  fc
    .record({
      recipients: fc.nat(5).chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => recipientAt(i)))),
      recipientsLeftOut: fc.nat(3),
      senderDomain: fc.constantFrom('evil.example', 'bad.example', ''),
      senderIp: fc.constantFrom('203.0.113.9', '203.0.113.200', '2001:db8::1', '255.255.255.255', undefined),
      linkHosts: fc.array(fc.constantFrom('a.example', 'b.example'), { maxLength: 3 }),
      key: fc.uuid(),
    })
    .map(recordOf),
  { maxLength: 8 },
); // prettier-ignore
