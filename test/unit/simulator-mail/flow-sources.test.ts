import assert from 'node:assert/strict';
import { outcomeOf } from '../../../src/simulator/mail/filter-verdict.js';
import { huntingJson } from '../../../src/simulator/hunting/hunting-json.js';
import { huntingTables } from '../../../src/simulator/hunting/hunting-tables.js';
import { runKql } from '../../../src/simulator/hunting/kql-run.js';
import { tracedCopies, traceRow } from '../../../src/simulator/graph/trace-row.js';
import type { LiveMail } from '../../../src/simulator/mail/tenant-mail.js';
import { mailQuirksSchema } from '../../../src/simulator/mail/mail-quirks.js';
import { plantedStories } from '../../../src/simulator/scenario/story-schema.js';
import { flowScenario, mailIn, NOW } from './flow-world.js';

interface Delivery {
  readonly id: string;
  readonly to: string;
  readonly status: string;
}

/** What trace says of each delivery, as a caller of the API reads it. */
function traced(mail: LiveMail): readonly Delivery[] {
  return tracedCopies(mail).map(({ message, copy }) => {
    const { shown } = traceRow(message, copy);
    return {
      id: shown['id'] ?? '',
      to: shown['recipientAddress'] ?? '',
      status: shown['status'] ?? '',
    };
  });
}

type HuntingRow = Readonly<Record<string, string>>;

/** How each delivery stood when it came. */
function hunted(mail: LiveMail): readonly HuntingRow[] {
  const query = `EmailEvents
    | summarize arg_min(Timestamp, *) by NetworkMessageId, RecipientEmailAddress
    | project NetworkMessageId, RecipientEmailAddress, EmailDirection, DeliveryAction, DeliveryLocation, ThreatTypes, DetectionMethods`;
  const stretch = { from: NOW.getTime() - 30 * 86_400_000, to: NOW.getTime() };
  const table = runKql(query, huntingTables(mail, stretch), NOW.getTime());
  return (JSON.parse(huntingJson(table, 'lower')) as { results: HuntingRow[] }).results;
}

/** The outcome in trace's words: hunting has one word, Blocked, for quarantined and for failed. */
function statusOf(row: HuntingRow): string {
  if (row['DeliveryAction'] === 'Junked') return 'filteredAsSpam';
  if (row['DeliveryAction'] === 'Delivered') return 'delivered';
  return row['DeliveryLocation'] === 'Quarantine' ? 'quarantined' : 'failed';
}

const keyOf = ({ id, to, status }: Delivery) => `${id} ${to} ${status}`;

describe('one flow of mail, told by hunting and by message trace', () => {
  const scenario = flowScenario(
    { days: 8 },
    { allStories: plantedStories.map((story) => ({ story, daysAgo: 1 })) },
  );
  let mail: LiveMail;
  let rows: readonly HuntingRow[];
  let trace: readonly Delivery[];
  before(() => {
    mail = mailIn(scenario);
    [rows, trace] = [hunted(mail), traced(mail)];
  });

  it('is the same deliveries with the same outcomes, in every direction, failed ones too', () => {
    const edge = new Set(
      mail.messages().flatMap((one) => (one.edgeBlocked === true ? [one.networkMessageId] : [])),
    );
    assert.ok(edge.size > 50);
    const told = rows.map((row) =>
      keyOf({
        id: row['NetworkMessageId'] ?? '',
        to: row['RecipientEmailAddress'] ?? '',
        status: statusOf(row),
      }),
    );
    const others = trace.filter(({ id }) => !edge.has(id)).map(keyOf);
    assert.deepEqual(told.toSorted(), others.toSorted());
    for (const status of ['delivered', 'filteredAsSpam', 'quarantined', 'failed']) {
      assert.ok(
        others.some((key) => key.endsWith(` ${status}`)),
        status,
      );
    }
    for (const direction of ['Inbound', 'Outbound', 'Intra-org']) {
      assert.ok(
        rows.some((row) => row['EmailDirection'] === direction),
        direction,
      );
    }
  });

  it('differs by what was refused at the edge: failed in trace or not there, in hunting never', () => {
    const edge = mail.messages().filter(({ edgeBlocked }) => edgeBlocked === true);
    const [one] = edge;
    assert.ok(one !== undefined);
    assert.ok(rows.every((row) => row['NetworkMessageId'] !== one.networkMessageId));
    const inTrace = trace.filter(({ id }) => id === one.networkMessageId);
    assert.deepEqual(
      inTrace.map(({ status }) => status),
      ['failed'],
    );
    const without = { ...flowQuirks(mail), traceEdgeBlocks: false };
    const silent = tracedCopies({ ...bare(mail), quirks: without });
    assert.equal(trace.length - silent.length, edge.length);
  });

  it('differs by the reason: trace has no verdict, and clean and bulk are one to it', () => {
    const delivered = mail
      .messages()
      .filter(({ copies }) => copies.every((copy) => outcomeOf(copy) === 'delivered'));
    const kinds = new Set(delivered.map(({ kind }) => kind));
    for (const kind of ['clean', 'bulk', 'spam', 'phish'] as const)
      assert.ok(kinds.has(kind), kind);
    const names = new Set(
      tracedCopies(mail).flatMap(({ message, copy }) => Object.keys(traceRow(message, copy).shown)),
    );
    assert.deepEqual([...names].toSorted(), [
      ...['fromIP', 'id', 'messageId', 'receivedDateTime', 'recipientAddress', 'senderAddress'],
      ...['status', 'subject', 'toIP'],
    ]);
    const bulk = rows.filter((row) => row['DetectionMethods'] === '{"Spam":["Bulk"]}');
    assert.ok(bulk.length > 20 && bulk.every((row) => row['ThreatTypes'] === 'Spam'));
    const quarantined = rows.filter((row) => statusOf(row) === 'quarantined');
    const threats = new Set(quarantined.map((row) => row['ThreatTypes']));
    assert.ok(threats.size >= 4, [...threats].join());
  });
});

function flowQuirks(mail: LiveMail) {
  return mail.quirks ?? mailQuirksSchema.parse({});
}

/** The same mail with room for other habits. */
function bare(mail: LiveMail) {
  return {
    licence: mail.licence,
    messages: () => mail.messages(),
    message: (id: string) => mail.message(id),
    copiesOf: (mailbox: string) => mail.copiesOf(mailbox),
    deliver: () => {
      assert.fail();
    },
    blocks: mail.blocks,
    blockedSenders: mail.blockedSenders,
    signIns: mail.signIns,
  };
}
