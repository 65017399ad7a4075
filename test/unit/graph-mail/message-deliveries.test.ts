import assert from 'node:assert/strict';
import { messageFinder } from '../../../src/adapters/graph/message-finder.js';
import { ServiceError } from '../../../src/lib/errors.js';
import type { DeliveryQuery, MessageFinder } from '../../../src/zap/ports.js';
import { causeOf, FakeQuarantine, listed, refused, startGraph, tenant } from './graph-server.js';
import type { Asked, GraphServer } from './graph-server.js';
import { click, first, hunting, mail, queryOf, second, span } from './hunting-fixture.js';
import type { HuntingTables } from './hunting-fixture.js';

const traces = 'admin/exchange/tracing/messageTraces';
const hostile = '" or 1==1 //';

function traced(more: object = {}): object {
  return {
    id: first,
    senderAddress: 'X@bad.example',
    recipientAddress: 'Ida@contoso.example',
    messageId: '<m1@bad.example>',
    receivedDateTime: '2026-11-19T08:02:11Z',
    subject: 'Invoice',
    size: 1,
    fromIP: '203.0.113.9',
    toIP: '',
    status: 'delivered',
    ...more,
  };
}

describe('Deliveries', () => {
  let graph: GraphServer;
  let finder: MessageFinder;
  let tables: HuntingTables | undefined;
  let onTrace: (asked: Asked) => ReturnType<typeof listed>;

  beforeEach(async () => {
    graph = await startGraph();
    tables = { EmailEvents: [mail({}), mail({ RecipientEmailAddress: 'per@contoso.example' })] };
    onTrace = () => listed(traced());
    graph.onRequest = (asked) => {
      if (asked.path === traces) return onTrace(asked);
      return tables === undefined ? refused(400, 'BadRequest') : hunting(tables)(asked);
    };
    finder = messageFinder(() => graph.client, {
      causeOf,
      clock: graph.clock,
      quarantine: new FakeQuarantine(),
    });
  });
  afterEach(() => graph.server.close());

  const find = (query: DeliveryQuery, over = span) => finder.deliveries(tenant, query, over);
  const filters = (): (string | null)[] =>
    graph.asked.filter(({ path }) => path === traces).map(({ query }) => query.get('$filter'));

  describe('by hunting', () => {
    it('tell each copy once, where it is, and whether it was clicked', async () => {
      tables = {
        EmailEvents: [
          mail({ LatestDeliveryLocation: 'Junk folder' }),
          mail({ Timestamp: '2026-11-18T00:00:00Z' }),
          mail({ RecipientEmailAddress: 'per@contoso.example' }),
          mail({ NetworkMessageId: second, LatestDeliveryLocation: '' }),
        ],
        UrlClickEvents: [click({ AccountUpn: 'ida@contoso.example' })],
      };
      const { from, deliveries, limits } = await find({ by: 'sender', address: 'x@bad.example' });
      assert.deepEqual([from, limits], ['hunting', []]);
      assert.deepEqual(
        deliveries.map(({ recipient, location, clicked }) => [recipient, location, clicked]),
        [
          ['ida@contoso.example', 'junk', true],
          ['per@contoso.example', 'quarantine', undefined],
          ['ida@contoso.example', 'inbox', false],
        ],
      );
    });

    const conditions: readonly (readonly [DeliveryQuery, string])[] = [
      [{ by: 'message', message: { networkMessageId: first } }, `NetworkMessageId =~ "${first}"`],
      [
        { by: 'message', message: { internetMessageId: hostile } },
        'InternetMessageId == "\\" or 1==1 //"',
      ],
      [{ by: 'cluster', clusterId: '-9223372036854775808' }, '== "-9223372036854775808"'],
      [{ by: 'sender', address: hostile }, 'SenderFromAddress =~ "\\" or 1==1 //"'],
      [{ by: 'domain', domain: hostile }, 'SenderFromDomain =~ "\\" or 1==1 //"'],
      [{ by: 'ip', ip: '2001:db8::1' }, 'SenderIPv6 =~ "2001:db8::1"'],
    ];
    for (const [query, condition] of conditions) {
      it(`put the value of ${query.by} into a literal`, async () => {
        await find(query);
        assert.ok(queryOf(graph.asked[0] ?? assert.fail()).includes(condition));
      });
    }

    it('of a link host go through the table of links', async () => {
      tables = { ...tables, EmailUrlInfo: [{ NetworkMessageId: first, Url: '' }] };
      const { deliveries } = await find({ by: 'host', host: 'bad.example' });
      assert.equal(deliveries.length, 2);
      assert.match(queryOf(graph.asked[0] ?? assert.fail()), /UrlDomain =~ "bad.example"/);
      tables = { ...tables, EmailUrlInfo: [] };
      assert.deepEqual((await find({ by: 'host', host: 'bad.example' })).deliveries, []);
    });

    it('say where they stop, and that clicks are not logged', async () => {
      tables = {
        EmailEvents: Array.from({ length: 2001 }, (_, i) =>
          mail({ RecipientEmailAddress: `p${i}@contoso.example` }),
        ),
        UrlClickEvents: 'unknown',
      };
      const { deliveries, limits } = await find({ by: 'ip', ip: '203.0.113.9' });
      assert.deepEqual([deliveries.length, limits.length], [2000, 2]);
      assert.equal(deliveries[0]?.clicked, undefined);
    });

    it('are not replaced when hunting fails for the moment', async () => {
      graph.onRequest = () => refused(500, 'x');
      await assert.rejects(find({ by: 'ip', ip: '203.0.113.9' }), ServiceError);
    });
  });

  describe('by message trace', () => {
    beforeEach(() => {
      tables = undefined;
    });

    it('encode a hostile message id and ask for newer statuses', async () => {
      const internetMessageId = "<a'b+1@bad.example>";
      onTrace = () => listed(traced({ messageId: internetMessageId }));
      const reading = await find({ by: 'message', message: { internetMessageId } });
      assert.equal(reading.deliveries.length, 1);
      assert.match(filters()[0] ?? '', /messageId eq '<a''b\+1@bad.example>'$/);
      const { url } = graph.server.received.at(-1) ?? assert.fail();
      assert.match(url, /%27%3Ca%27%27b%2B1%40bad.example%3E%27/);
      const asked = graph.asked.at(-1);
      assert.equal(asked?.headers['prefer'], 'include-unknown-enum-members');
    });

    it('never say more than where it was delivered', async () => {
      onTrace = () =>
        listed(
          traced(),
          traced({ recipientAddress: 'b@contoso.example', status: 'filteredAsSpam' }),
          traced({ recipientAddress: 'c@contoso.example', status: 'quarantined' }),
          traced({ recipientAddress: 'd@contoso.example', status: 'failed' }),
          traced({ recipientAddress: 'e@contoso.example', status: 'recalled' }),
        );
      const reading = await find({ by: 'ip', ip: '203.0.113.9' });
      assert.deepEqual(
        reading.deliveries.map(({ location }) => location),
        ['inbox', 'junk', 'quarantine', 'removed'],
      );
      assert.match(reading.limits.join(), /not where it is now/);
    });

    it('stay within ten days a window, ninety days back and never in the future', async () => {
      await find(
        { by: 'ip', ip: '203.0.113.9' },
        { from: '2026-11-01T00:00:00Z', to: '2026-12-31T00:00:00Z' },
      );
      const windows = filters().map((filter) =>
        [...(filter ?? '').matchAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g)].map(([time]) => Date.parse(time)),
      );
      assert.equal(windows.length, 3);
      for (const [from = 0, to = Infinity] of windows) {
        assert.ok(to - from <= 10 * 86_400_000 && to <= graph.clock.now().getTime());
      }
      const { limits } = await find(
        { by: 'ip', ip: '203.0.113.9' },
        { from: '2026-01-01T00:00:00Z', to: span.to },
      );
      assert.ok(limits.some((limit) => limit.includes('90 days')));
      assert.equal(filters().length, 3 + 9);
    });

    it('check every row again, because the service drops conditions', async () => {
      onTrace = () => listed(traced(), traced({ id: second, senderAddress: 'else@good.example' }));
      const one = await find({ by: 'sender', address: 'x@bad.example' });
      assert.equal(one.deliveries.length, 1);
      assert.doesNotMatch(filters()[0] ?? '', / or /);
      const all = await find({ by: 'domain', domain: 'bad.example' });
      assert.equal(all.deliveries.length, 1);
      assert.match(all.limits.join(), /filtered by domain/);
    });

    it('say that trace is still spreading, and what it can’t be asked', async () => {
      onTrace = () => refused(401, 'Unauthorized');
      const spreading = await find({ by: 'ip', ip: '203.0.113.9' });
      assert.deepEqual(spreading.deliveries, []);
      assert.match(spreading.limits.join(), /not ready/);
      const cluster = await find({ by: 'cluster', clusterId: '1' });
      assert.deepEqual([cluster.from, cluster.limits.length], ['message-trace', 1]);
      onTrace = () => refused(403, 'Denied');
      await assert.rejects(find({ by: 'ip', ip: '203.0.113.9' }), ServiceError);
    });
  });
});
