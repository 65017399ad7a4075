import assert from 'node:assert/strict';
import fc from 'fast-check';
import { huntingMailSource } from '../../../src/adapters/graph/mail-flow-source.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import { subjectShape } from '../../../src/lib/subject-shape.js';
import type { MailQuestion, MailSource } from '../../../src/spam/ports.js';
import { refused, startGraph, tenant } from '../graph-mail/graph-server.js';
import type { GraphServer } from '../graph-mail/graph-server.js';
import { hunting, id, summed, told } from './logged-mail.js';
import type { Logged } from './logged-mail.js';
import { allParts, deliveries } from './read-parts.js';
import type { Parts } from './read-parts.js';

/** The clock of the server stands at 2026-11-21T08:00:00Z. */
const day = '2026-11-18';
const question: MailQuestion = {
  span: { from: `${day}T00:00:00.000Z`, to: `${day}T23:59:59.999Z` },
  ownDomains: ['Contoso.example'],
};

describe('Advanced hunting as a source of mail flow', () => {
  let graph: GraphServer;
  let source: MailSource;
  let logged: Logged[];

  beforeEach(async () => {
    graph = await startGraph();
    logged = [];
    graph.onRequest = (asked) => hunting(logged)(asked);
    source = huntingMailSource(() => graph.client, { clock: graph.clock, mostRows: 10 });
  });
  afterEach(() => graph.server.close());

  const read = (asked: MailQuestion = question): Promise<Parts> =>
    allParts(source.read(tenant, asked));
  const queries = (): string[] => graph.asked.map(({ body }) => (body as { Query: string }).Query);

  it('tells a threat as it was at delivery, with what is needed to compare messages', async () => {
    logged = [told(`${day}T08:00:00.1234567Z`)];
    assert.deepEqual(await read(), {
      limits: [],
      totals: [],
      largest: 1,
      rows: [
        {
          at: `${day}T08:00:00.123Z`,
          count: 1,
          direction: 'inbound',
          verdict: 'spam',
          outcome: 'junked',
          sender: 'x@bad.example',
          recipient: 'ida@contoso.example',
          networkMessageId: id,
          clusterId: '18446744073709551615',
          subjectShape: subjectShape('Re: invoice 12'),
          senderIp: '203.0.113.9',
          bcl: 4,
          compauth: 'pass',
          spoof: undefined,
        },
      ],
    });
  });

  it('sums up other mail: to us by recipient, from us by sender with its recipients', async () => {
    const own = { FromUs: true, Who: 'Per@contoso.example', EmailDirection: 'Outbound' };
    logged = [
      summed(`${day}T08:10:00Z`),
      summed(`${day}T08:05:00Z`),
      summed(`${day}T09:05:00Z`),
      summed(`${day}T08:06:00Z`, { ...own, DeliveryLocation: 'On-premises/External' }),
    ];
    const { rows } = await read();
    assert.deepEqual(
      rows.map((row) => [
        row.at.slice(11, 16),
        row.count,
        row.sender,
        row.recipient,
        row.recipients,
      ]),
      [
        ['08:05', 2, undefined, 'ida@contoso.example', undefined],
        ['09:05', 1, undefined, 'ida@contoso.example', undefined],
        ['08:06', 1, 'per@contoso.example', undefined, 1],
      ],
    );
    assert.ok(rows.every(({ verdict, outcome }) => verdict === 'clean' && outcome === 'delivered'));
  });

  it('takes the earliest row of each message and recipient, and looks back for it', async () => {
    logged = [told(`${day}T08:00:00Z`)];
    await read();
    assert.match(queries()[0] ?? '', /Timestamp >= datetime\(2026-11-15T00:00:00.000Z\)/);
    for (const query of queries()) {
      assert.match(query, /Timestamp >= datetime\(2026-11-15T/);
      assert.match(query, /summarize arg_min\(Timestamp, .*\) by Id = tolower\(NetworkMessageId\)/);
      assert.match(query, /OrgLevelPolicy has_any \("Phishing simulation", /);
      assert.doesNotMatch(query, /(?:EmailDirection|ThreatTypes|DeliveryAction) ==/);
    }
  });

  it('asks for mail that names us as its sender without proof', async () => {
    await read();
    assert.match(queries()[0] ?? '', /SenderFromDomain in~ \("contoso.example"\)/);
    await read({ ...question, ownDomains: [] });
    assert.doesNotMatch(queries().at(-1) ?? '', /SenderFromDomain in~/);
    const many = Array.from({ length: 3000 }, (_, i) => `d${i}.example`);
    await read({ ...question, ownDomains: many });
    assert.match(queries().at(-1) ?? '', /CompAuth\) in~ \("fail"\)/);
    assert.ok((queries().at(-1) ?? '').length < 5000);
  });

  it('reads the keys of the schema in either case', async () => {
    logged = [told(`${day}T08:00:00Z`), summed(`${day}T08:00:00Z`)];
    graph.onRequest = (asked) => hunting(logged, { upper: true })(asked);
    assert.equal(deliveries((await read()).rows), 2);
  });

  it('puts a mailbox into the query as text only', async () => {
    const mailbox = 'x") or true | union EmailEvents //\u202e\ud800@contoso.example';
    await read({ ...question, mailbox });
    for (const query of queries()) {
      assert.equal(query.split('\n').length, (queries()[0] ?? '').split('\n').length);
      assert.match(query, /RecipientEmailAddress =~ "x\\"\) or true \| union EmailEvents \/\//);
      assert.ok(query.isWellFormed());
    }
  });

  it('reads more than an answer holds in pieces, each delivery once', async () => {
    logged = Array.from({ length: 200 }, (_, i) =>
      told(new Date(Date.parse(`${day}T00:00:00Z`) + i * 400_000).toISOString(), {
        Recipient: `p${i}@contoso.example`,
      }),
    );
    const { rows, limits, largest } = await read();
    assert.deepEqual([rows.length, limits, largest <= 10], [200, [], true]);
    assert.equal(new Set(rows.map(({ recipient }) => recipient)).size, 200);
  });

  it('finds out that the service cut an answer short, and asks for less', async () => {
    source = huntingMailSource(() => graph.client, { clock: graph.clock });
    logged = Array.from({ length: 60 }, (_, i) => {
      const at = new Date(Date.parse(`${day}T00:00:00Z`) + i * 1_400_000).toISOString();
      return [told(at), summed(at, { Who: `p${i}` })];
    }).flat();
    // An hour's count must still come through.
    graph.onRequest = (asked) => hunting(logged, { cap: 24 })(asked);
    const { rows, limits } = await read();
    assert.deepEqual([deliveries(rows), limits], [120, []]);
  });

  it('says what it told and what there is when even seconds hold too much', async () => {
    logged = Array.from({ length: 14 }, (_, i) =>
      told(`${day}T08:00:01Z`, { Recipient: `p${i}@contoso.example` }),
    );
    const { rows, limits } = await read();
    assert.equal(rows.length, 10);
    assert.deepEqual(limits, [
      {
        kind: 'rows',
        span: { from: `${day}T08:00:00.000Z`, to: `${day}T08:00:04.999Z` },
        told: 10,
        of: 14,
      },
    ]);
  });

  it('says so when a part of a window is not counted again', async () => {
    logged = Array.from({ length: 14 }, () => told(`${day}T08:00:01Z`));
    const whole = hunting(logged);
    const none = hunting([]);
    graph.onRequest = (asked) =>
      (asked.body as { Query: string }).Query.includes(', 900000ms') ? none(asked) : whole(asked);
    const { rows, limits } = await read();
    assert.deepEqual([rows.length, limits.map(({ told: t, of }) => [t, of])], [0, [[0, 14]]]);
  });

  it('leaves out what was not asked for', async () => {
    logged = [told(`${day}T08:00:00Z`)];
    const late = told(`${day}T08:00:00Z`).row;
    graph.onRequest = (asked) => {
      const answer = hunting(logged)(asked);
      const { schema, results } = answer.body as { schema: object[]; results: object[] };
      const foreign = { ...late, Timestamp: '2026-11-19T00:00:00Z' };
      const isTold = results.some((row) => 'Recipient' in row);
      return { body: { schema, results: isTold ? [...results, foreign] : results } };
    };
    assert.equal((await read()).rows.length, 1);
  });

  it('counts from the beginning of the span, wherever its midnight is', async () => {
    const span = { from: '2026-11-17T18:30:00.000Z', to: '2026-11-18T18:29:59.999Z' };
    logged = [told('2026-11-17T18:30:00Z'), summed('2026-11-18T18:29:59.9Z')];
    assert.equal(deliveries((await read({ ...question, span })).rows), 2);
    assert.ok(queries().some((query) => query.includes('bin(Timestamp - 1800000ms, 3600000ms)')));
  });

  it('shares no delivery between neighbouring spans, whatever the times', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 3_999 }),
        async (times, cut) => {
          const base = Date.parse(`${day}T00:00:00Z`);
          const iso = (ms: number): string => new Date(base + ms * 1000).toISOString();
          logged = times.map((at, i) => told(iso(at), { Recipient: `p${i}@contoso.example` }));
          const to = new Date(base + cut * 1000 - 1).toISOString();
          const first = await read({ ...question, span: { from: iso(0), to } });
          const second = await read({ ...question, span: { from: iso(cut), to: iso(4_000) } });
          assert.equal(first.rows.length + second.rows.length, times.length);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('says which stretch is too far back, and which is too new', async () => {
    const span = { from: '2026-10-20T00:00:00.000Z', to: '2026-11-25T00:00:00.000Z' };
    const { limits } = await read({ ...question, span });
    assert.deepEqual(limits, [
      { kind: 'too-far-back', span: { from: span.from, to: '2026-10-22T07:59:59.999Z' } },
      {
        kind: 'lag',
        span: { from: '2026-11-21T07:00:00.000Z', to: '2026-11-21T07:59:59.999Z' },
      },
    ]);
    const just = { from: '2026-10-22T07:59:58.000Z', to: '2026-10-23T00:00:00.000Z' };
    assert.deepEqual((await read({ ...question, span: just })).limits, []);
  });

  it('keeps below the calls of a minute, and obeys the service when that is not enough', async () => {
    const span = { from: '2026-10-23T00:00:00.000Z', to: '2026-11-20T23:59:59.999Z' };
    logged = [told(`${day}T08:00:00Z`)];
    const times: number[] = [];
    let busy = true;
    graph.onRequest = (asked) => {
      times.push(graph.clock.monotonicMs());
      if (times.length === 5 && busy) {
        busy = false;
        return refused(429, 'TooManyRequests', { 'retry-after': '30' });
      }
      return hunting(logged)(asked);
    };
    for (let reading = 0; reading < 8; reading++) {
      assert.equal((await read({ ...question, span })).rows.length, 1);
    }
    const inOneMinute = times.map((at) =>
      times.filter((other) => other >= at && other < at + 60_000),
    );
    assert.ok(times.length > 30 && inOneMinute.every(({ length }) => length <= 31));
    assert.ok((times[5] ?? 0) - (times[4] ?? 0) >= 30_000);
  });

  it('rejects rather than go on when it is refused, or answered strangely', async () => {
    graph.onRequest = () => refused(403, 'Forbidden');
    await assert.rejects(read(), ServiceError);
    graph.onRequest = () => ({ body: { schema: [{ name: 'Part' }], results: [] } });
    await assert.rejects(read(), ContractError);
    logged = [told(`${day}T08:00:00Z`)];
    for (const broken of [{ Mails: 'many' }, { Mails: -1 }, { Part: 'noon' }]) {
      graph.onRequest = (asked) => {
        const { schema, results } = hunting(logged)(asked).body as {
          schema: object[];
          results: object[];
        };
        return { body: { schema, results: results.map((row) => ({ ...row, ...broken })) } };
      };
      await assert.rejects(read(), ContractError);
    }
  });

  it('takes a missing table, permission or cloud for an absence, and an outage for none', async () => {
    graph.onRequest = () => ({
      body: { schema: [{ name: 'NetworkMessageId' }], results: [{ NetworkMessageId: id }] },
    });
    assert.deepEqual(await source.probe(tenant), { kind: 'present' });
    for (const [status, why] of [
      [400, 'no-licence'],
      [403, 'no-permission'],
      [404, 'not-in-cloud'],
    ] as const) {
      graph.onRequest = () => refused(status, 'Some');
      assert.deepEqual(await source.probe(tenant), { kind: 'absent', why, serviceCode: 'Some' });
    }
    graph.onRequest = () => refused(500, 'Some');
    await assert.rejects(source.probe(tenant), ServiceError);
  });
});
