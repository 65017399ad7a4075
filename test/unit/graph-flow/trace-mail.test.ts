import assert from 'node:assert/strict';
import { traceMailSource } from '../../../src/adapters/graph/trace-mail-source.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import type { MailQuestion, MailSource } from '../../../src/spam/ports.js';
import { listed, refused, startGraph, tenant } from '../graph-mail/graph-server.js';
import type { Asked, GraphServer } from '../graph-mail/graph-server.js';
import type { Scripted } from '../lib-http/scripted-server.js';
import { allParts } from './read-parts.js';
import type { Parts } from './read-parts.js';

/** The clock of the server stands at 2026-11-21T08:00:00Z. */
const question: MailQuestion = {
  span: { from: '2026-11-18T00:00:00.000Z', to: '2026-11-18T23:59:59.999Z' },
  ownDomains: ['Contoso.example'],
};

interface Traced {
  readonly id?: string;
  readonly status: string;
  readonly at?: string;
  readonly from?: string;
  readonly to?: string;
}

let number = 0;
function traced({ status, at = '2026-11-18T08:00:00Z', ...more }: Traced): object {
  number += 1;
  return {
    id: more.id ?? `11111111-0000-4000-8000-${number.toString().padStart(12, '0')}`,
    senderAddress: more.from ?? 'X@bad.example',
    recipientAddress: more.to ?? 'Ida@contoso.example',
    messageId: '<m1@bad.example>',
    receivedDateTime: at,
    subject: 'Invoice',
    fromIP: '203.0.113.9',
    status,
  };
}

function statusIn({ query }: Asked): string | undefined {
  return /status eq '(\w+)'/.exec(query.get('$filter') ?? '')?.[1];
}

function boundsIn({ query }: Asked): readonly [string, string] {
  const filter = query.get('$filter') ?? '';
  const [, from = '', to = ''] =
    /^receivedDateTime ge (\S+) and receivedDateTime le (\S+) and /.exec(filter) ?? [];
  return [from, to];
}

describe('Message trace as a source of mail flow', () => {
  let graph: GraphServer;
  let source: MailSource;
  let rows: object[];

  beforeEach(async () => {
    graph = await startGraph();
    rows = [];
    graph.onRequest = (asked) => ofStatus(asked, rows);
    source = traceMailSource(() => graph.client, { clock: graph.clock });
  });
  afterEach(() => graph.server.close());

  function ofStatus(asked: Asked, all: readonly object[]): Scripted {
    const wanted = statusIn(asked);
    return listed(...all.filter((row) => 'status' in row && row.status === wanted));
  }
  const read = (asked: MailQuestion = question): Promise<Parts> =>
    allParts(source.read(tenant, asked));

  for (const [status, verdict, outcome] of [
    ['delivered', 'clean', 'delivered'],
    ['recalled', 'clean', 'delivered'],
    ['filteredAsSpam', 'unknown', 'junked'],
    ['quarantined', 'unknown', 'quarantined'],
    ['failed', 'unknown', 'rejected'],
    ['pending', 'clean', 'unknown'],
    ['gettingStatus', 'clean', 'unknown'],
  ] as const) {
    it(`counts ${status} as ${verdict} and ${outcome}`, async () => {
      rows = [traced({ status })];
      const [row, ...others] = (await read()).rows;
      assert.deepEqual([row?.verdict, row?.outcome, others.length], [verdict, outcome, 0]);
    });
  }

  it('gives what it knows of a message', async () => {
    rows = [traced({ status: 'delivered', id: 'AAAAAAAA-0000-4000-8000-00000000000A' })];
    const [row] = (await read()).rows;
    assert.deepEqual(
      [row?.sender, row?.recipient, row?.networkMessageId, row?.senderIp, row?.at],
      [
        ...['x@bad.example', 'ida@contoso.example', 'aaaaaaaa-0000-4000-8000-00000000000a'],
        ...['203.0.113.9', '2026-11-18T08:00:00.000Z'],
      ],
    );
  });

  for (const [from, to, expected] of [
    ['x@bad.example', 'ida@contoso.example', 'inbound'],
    ['ida@Contoso.example', 'x@bad.example', 'outbound'],
    ['ida@contoso.example', 'per@contoso.example', 'intra-org'],
    ['x@bad.example', 'y@bad.example', 'unknown'],
    ['ida@sub.contoso.example', 'y@bad.example', 'unknown'],
    ['<>', 'x@bad.example', 'outbound'],
    ['', 'ida@contoso.example', 'inbound'],
  ] as const) {
    it(`takes mail from "${from}" to ${to} for ${expected}`, async () => {
      rows = [traced({ status: 'delivered', from, to })];
      assert.equal((await read()).rows[0]?.direction, expected);
    });
  }

  it('knows no direction without domains', async () => {
    rows = [traced({ status: 'delivered' })];
    assert.equal((await read({ ...question, ownDomains: [] })).rows[0]?.direction, 'unknown');
  });

  it('asks for one status at a time, and compares every row again', async () => {
    rows = [
      ...[traced({ status: 'delivered' }), traced({ status: 'quarantined' })],
      traced({ status: 'expanded' }),
    ];
    graph.onRequest = () => listed(...rows);
    const found = await read();
    assert.deepEqual(found.rows.map(({ outcome }) => outcome).sort(), ['delivered', 'quarantined']);
    assert.ok(graph.asked.every(({ query }) => !/\bor\b/.test(query.get('$filter') ?? '')));
    assert.ok(graph.asked.every(({ headers }) => headers['prefer'] !== undefined));
    assert.deepEqual(new Set(graph.asked.map(({ query }) => query.get('$top'))), new Set(['5000']));
  });

  it('asks in windows of ten days at most, with an end that is not to come', async () => {
    const span = { from: '2026-08-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' };
    const { limits } = await read({ ...question, span });
    assert.deepEqual(
      limits.map(({ kind }) => kind),
      ['too-far-back', 'lag'],
    );
    const dayMs = 86_400_000;
    for (const asked of graph.asked) {
      const [from, to] = boundsIn(asked).map((time) => Date.parse(time));
      assert.ok(from !== undefined && to !== undefined && to - from <= 10 * dayMs);
      assert.ok(to <= graph.clock.now().getTime());
      assert.ok(from > Date.parse('2026-11-21T08:00:00Z') - 90 * dayMs);
    }
  });

  it('follows next links as they are, and takes a row that comes again for the same', async () => {
    const [first, second] = [traced({ status: 'delivered' }), traced({ status: 'delivered' })];
    graph.onRequest = (asked) => {
      if (statusIn(asked) === 'delivered') {
        const next = `${graph.server.url}/graph/v1.0/admin/exchange/tracing/messageTraces?$skiptoken=a%27b`;
        return { body: { value: [first, second], '@odata.nextLink': next } };
      }
      if (asked.query.get('$skiptoken') === "a'b")
        return listed(second, traced({ status: 'delivered' }));
      return listed();
    };
    assert.equal((await read()).rows.length, 3);
  });

  it('counts a row at the border of two days once', async () => {
    const span = { from: '2026-11-17T00:00:00.000Z', to: '2026-11-18T23:59:59.999Z' };
    rows = [traced({ status: 'delivered', at: '2026-11-18T00:00:00Z' })];
    assert.equal((await read({ ...question, span })).rows.length, 1);
    rows = [traced({ status: 'delivered', at: '2026-11-19T00:00:00Z' })];
    assert.equal((await read()).rows.length, 0);
  });

  it('counts a message once that arrives while it is read', async () => {
    const id = '11111111-0000-4000-8000-00000000abcd';
    rows = [traced({ status: 'pending', id }), traced({ status: 'delivered', id })];
    const { rows: found } = await read();
    assert.deepEqual(
      found.map(({ outcome }) => outcome),
      ['delivered'],
    );
  });

  it('reads what was minded before the rest, and says where its pages ended', async () => {
    source = traceMailSource(() => graph.client, { clock: graph.clock, mostPages: 8 });
    const span = { from: '2026-11-16T00:00:00.000Z', to: '2026-11-18T23:59:59.999Z' };
    rows = [
      traced({ status: 'quarantined', at: '2026-11-16T01:00:00Z' }),
      ...[16, 17, 18].map((day) => traced({ status: 'delivered', at: `2026-11-${day}T01:00:00Z` })),
    ];
    const { rows: found, limits } = await read({ ...question, span });
    assert.deepEqual(
      found.map(({ outcome, at }) => `${outcome} ${at.slice(8, 10)}`),
      ['quarantined 16', 'delivered 18', 'delivered 17'],
    );
    assert.deepEqual(limits, [
      { kind: 'rows', span: { from: span.from, to: '2026-11-16T23:59:59.999Z' } },
    ]);
  });

  it('asks for a mailbox in two ways, and counts its mail to itself once', async () => {
    const me = "o'neil@contoso.example";
    rows = [
      traced({ status: 'delivered', to: me }),
      traced({ status: 'delivered', from: me, to: 'x@bad.example' }),
      traced({ status: 'delivered', from: me, to: me }),
      traced({ status: 'delivered' }),
    ];
    const { rows: found } = await read({ ...question, mailbox: "O'Neil@contoso.example" });
    assert.equal(found.length, 3);
    const filters = graph.asked.map(({ query }) => query.get('$filter') ?? '');
    assert.ok(filters.every((filter) => filter.endsWith("Address eq 'o''neil@contoso.example'")));
  });

  it('keeps below the requests of five minutes that all share, and waits when told to', async () => {
    const span = { from: '2026-08-25T00:00:00.000Z', to: '2026-11-20T23:59:59.999Z' };
    const times: number[] = [];
    graph.onRequest = () => {
      times.push(graph.clock.monotonicMs());
      return times.length === 3
        ? refused(429, 'TooManyRequests', { 'retry-after': '60' })
        : listed();
    };
    await read({ ...question, span });
    const inFive = times.map((at) => times.filter((other) => other >= at && other < at + 300_000));
    assert.ok(times.length > 100 && inFive.every(({ length }) => length <= 72));
    assert.ok((times[3] ?? 0) - (times[2] ?? 0) >= 60_000);
  });

  it('says that it is not ready while the service principal spreads', async () => {
    let asked = 0;
    graph.onRequest = () => {
      asked += 1;
      return asked > 3 ? refused(401, 'Unauthorized') : listed(traced({ status: 'quarantined' }));
    };
    const { rows: found, limits } = await read();
    assert.equal(found.length, 1);
    assert.deepEqual(limits, [{ kind: 'not-ready', span: question.span }]);
  });

  it('says in a probe whether it is there', async () => {
    assert.deepEqual(await source.probe(tenant), { kind: 'present' });
    for (const [status, why] of [
      [401, 'no-permission'],
      [403, 'no-permission'],
      [404, 'not-in-cloud'],
    ] as const) {
      graph.onRequest = () => refused(status, 'Some');
      assert.deepEqual(await source.probe(tenant), { kind: 'absent', why, serviceCode: 'Some' });
    }
    graph.onRequest = () => refused(503, 'Some');
    await assert.rejects(source.probe(tenant), ServiceError);
  });

  it('rejects rather than go on when it is refused, or answered strangely', async () => {
    graph.onRequest = () => refused(403, 'Forbidden');
    await assert.rejects(read(), ServiceError);
    graph.onRequest = () => listed(traced({ status: 'delivered', at: 'yesterday' }));
    await assert.rejects(read(), ContractError);
    graph.onRequest = () => listed({ id: 'x' });
    await assert.rejects(read(), ContractError);
  });
});
