import assert from 'node:assert/strict';
import { mailReportsSource } from '../../../src/adapters/exchange/mail-reports-source.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import { subjectShape } from '../../../src/lib/subject-shape.js';
import type { MailQuestion, MailSource } from '../../../src/spam/ports.js';
import { refused, rows, startExchange, tenant } from '../exchange/exchange-server.js';
import type { Command, ExchangeServer } from '../exchange/exchange-server.js';
import { allParts } from '../graph-flow/read-parts.js';
import type { Parts } from '../graph-flow/read-parts.js';
import type { Scripted } from '../lib-http/scripted-server.js';

/** The clock of the server stands at 2026-01-05T08:00:00Z. */
const day = '2026-01-03';
const question: MailQuestion = {
  span: { from: `${day}T00:00:00.000Z`, to: `${day}T23:59:59.999Z` },
  ownDomains: ['Contoso.example'],
};
const id = '11111111-0000-4000-8000-000000000001';

type Line = Readonly<Record<string, unknown>>;

function line(more: object = {}): Line {
  return {
    Date: `${day}T08:02:11`,
    MessageId: '<m1@bad.example>',
    MessageTraceId: id.toUpperCase(),
    Domain: 'contoso.example',
    Subject: 'Invoice 4711',
    Direction: 'Inbound',
    SenderAddress: 'X@bad.example',
    RecipientAddress: 'Ida@contoso.example',
    EventType: 'General filter',
    BulkComplaintLevel: 4,
    VerdictType: 'Spam',
    Action: 'MoveToJmf',
    ...more,
  };
}

/** So many lines, a second after another, from the beginning of the day. */
function lines(count: number, more: (i: number) => object = () => ({}), stepMs = 1000): Line[] {
  return Array.from({ length: count }, (_, i) =>
    line({
      Date: new Date(Date.parse(`${day}T00:00:00Z`) + i * stepMs).toISOString(),
      RecipientAddress: `p${i}@contoso.example`,
      ...more(i),
    }),
  );
}

describe('The mail reports as a source of mail flow', () => {
  let exchange: ExchangeServer;
  let source: MailSource;
  let reported: Line[];
  let onOther: (command: Command) => Scripted;

  beforeEach(async () => {
    exchange = await startExchange();
    reported = [];
    onOther = () => rows();
    exchange.onCommand = (command) =>
      command.cmdlet === 'Get-MailDetailATPReport' ? report(command) : onOther(command);
    source = mailReportsSource(() => exchange.commands, { clock: exchange.clock });
  });
  afterEach(() => exchange.server.close());

  /** The report as the service gives it: filters, pages, and not a word at 10,000 lines. */
  function report({ parameters }: Command): Scripted {
    const { StartDate, EndDate, Page, PageSize } = parameters;
    const wanted = (name: string, value: unknown): boolean => {
      const given = parameters[name];
      return !Array.isArray(given) || given.some((one) => same(one, value));
    };
    const found = reported.filter(
      (one) =>
        Date.parse(utc(one['Date'])) >= Date.parse(String(StartDate)) &&
        Date.parse(utc(one['Date'])) <= Date.parse(String(EndDate)) &&
        ['Direction', 'EventType', 'SenderAddress', 'RecipientAddress'].every((name) =>
          wanted(name, one[name]),
        ),
    );
    const from = (Number(Page) - 1) * Number(PageSize);
    return rows(...found.slice(0, 2 * Number(PageSize)).slice(from, from + Number(PageSize)));
  }
  const utc = (text: unknown): string => `${String(text).replace(/Z$/, '')}Z`;
  const same = (a: unknown, b: unknown): boolean =>
    String(a).toLowerCase() === String(b).toLowerCase();
  const read = (asked: MailQuestion = question): Promise<Parts> =>
    allParts(source.read(tenant, asked));
  /** The service stops at 100 lines. */
  const few = (): void => {
    source = mailReportsSource(() => exchange.commands, { clock: exchange.clock, cap: 100 });
  };
  const asked = (): Command[] =>
    exchange.ran.filter(({ cmdlet }) => cmdlet === 'Get-MailDetailATPReport');

  it('gives what a line says', async () => {
    reported = [line()];
    assert.deepEqual((await read()).rows, [
      {
        at: `${day}T08:02:11.000Z`,
        count: 1,
        direction: 'inbound',
        verdict: 'spam',
        outcome: 'junked',
        sender: 'x@bad.example',
        recipient: 'ida@contoso.example',
        networkMessageId: id,
        subjectShape: subjectShape('Invoice 4711'),
        bcl: 4,
        spoof: undefined,
      },
    ]);
  });

  it('compares the names of columns without blanks and case', async () => {
    const spaced = Object.fromEntries(
      Object.entries(line({ Date: `${day}T08:02:11Z` })).map(([name, value]) => [
        name.replace(/([a-z])([A-Z])/g, '$1 $2').toUpperCase(),
        value,
      ]),
    );
    exchange.onCommand = ({ cmdlet }) =>
      cmdlet === 'Get-MailDetailATPReport' ? rows(spaced) : rows();
    const [row] = (await read()).rows;
    assert.deepEqual([row?.verdict, row?.networkMessageId], ['spam', id]);
  });

  for (const [type, verdict, expected, spoof] of [
    ['General filter', 'Phish', 'phish', undefined],
    ['general FILTER', 'spam', 'spam', undefined],
    ['Bulk', 'Spam', 'bulk', undefined],
    ['Spoof intra-org', 'Phish', 'spoof', 'internal'],
    ['Spoof external domain', 'Phish', 'spoof', 'external'],
    ['Spoof DMARC', 'Phish', 'spoof', 'external'],
    ['Spoof DMARC', 'Malware', 'malware', 'external'],
    ['File detonation', 'Malware', 'malware', undefined],
    ['Impersonation user', '', 'phish', undefined],
    ['Anti-malware Engine', '', 'malware', undefined],
    ['Something new', 'Phish', 'phish', undefined],
    ['Something new', '', 'unknown', undefined],
  ] as const) {
    it(`takes ${type} with the verdict "${verdict}" for ${expected}`, async () => {
      reported = [line({ EventType: type, VerdictType: '', VerdictSource: verdict })];
      const [row] = (await read()).rows;
      assert.deepEqual([row?.verdict, row?.spoof], [expected, spoof]);
    });
  }

  it('knows by the domain whose name a failed DMARC was', async () => {
    reported = [line({ EventType: 'Spoof DMARC', SenderAddress: 'boss@contoso.example' })];
    assert.equal((await read()).rows[0]?.spoof, 'internal');
  });

  for (const [action, direction, expected] of [
    ['Quarantine', 'Inbound', 'quarantined'],
    ['Move to Junk Email folder', 'Inbound', 'junked'],
    ['NoAction', 'Inbound', 'delivered'],
    ['Delivered', 'IntraOrg', 'delivered'],
    ['DeleteMessage', 'Inbound', 'rejected'],
    ['Redirect', 'Inbound', 'unknown'],
    ['Something new', 'Inbound', 'unknown'],
    ['', 'Outbound', 'unknown'],
    ['', 'Unknown', 'rejected'],
  ] as const) {
    it(`says ${expected} for the action "${action}", ${direction}`, async () => {
      reported = [line({ Action: action, Direction: direction })];
      assert.equal((await read()).rows[0]?.outcome, expected);
    });
  }

  it('lists no good mail', async () => {
    reported = [line({ EventType: 'Message passed', VerdictType: '' })];
    assert.deepEqual((await read()).rows, []);
  });

  it('counts a message and recipient once, under the gravest verdict', async () => {
    reported = [
      ...[line(), line({ VerdictType: 'Malware', FileName: 'a.exe' })],
      ...[line({ VerdictType: 'Malware', FileName: 'b.exe' }), line({ VerdictType: 'Phish' })],
      line({ RecipientAddress: 'per@contoso.example' }),
    ];
    assert.deepEqual(
      (await read()).rows.map(({ verdict }) => verdict),
      ['malware', 'spam'],
    );
  });

  it('reads pages until one is not full', async () => {
    reported = lines(5001);
    const { rows: found, limits } = await read();
    assert.deepEqual([found.length, limits], [5001, []]);
    assert.deepEqual(
      asked().map(({ parameters }) => [parameters['Page'], parameters['PageSize']]),
      [
        [1, 5000],
        [2, 5000],
      ],
    );
  });

  it('finds out that the report stopped at 10,000 lines, and asks for halves', async () => {
    reported = lines(10_000, undefined, 6000);
    const { rows: found, limits, largest } = await read();
    assert.deepEqual([found.length, limits, largest < 10_000], [10_000, [], true]);
    const times = asked().map(({ parameters }) => String(parameters['StartDate']).slice(11, 13));
    assert.deepEqual(times, ['00', '00', '00', '00', '12']);
  }).timeout(20_000);

  it('asks for halves of halves, and counts each line once', async () => {
    few();
    reported = lines(240, undefined, 300_000);
    const { rows: found, limits, largest } = await read();
    assert.deepEqual([found.length, limits, largest < 100], [240, [], true]);
    assert.equal(new Set(found.map(({ recipient }) => recipient)).size, 240);
  });

  it('asks by direction where five minutes hold more', async () => {
    few();
    const directions = ['Inbound', 'Outbound', 'IntraOrg'];
    reported = lines(120, (i) => ({ Direction: directions[i % 3] }), 10);
    const { rows: found, limits } = await read();
    assert.deepEqual([found.length, limits], [120, []]);
  });

  it('asks by technology where one direction holds more', async () => {
    few();
    onOther = ({ cmdlet }) =>
      cmdlet === 'Get-MailFilterListReport'
        ? rows({ Value: 'General filter' }, { Value: 'Bulk' })
        : rows();
    reported = lines(120, (i) => ({ EventType: i % 2 ? 'Bulk' : 'General filter' }), 10);
    const { rows: found, limits } = await read();
    assert.deepEqual([found.length, limits], [120, []]);
  });

  it('says what it told and what there is where nothing helps', async () => {
    few();
    onOther = ({ cmdlet }) => {
      if (cmdlet === 'Get-MailFilterListReport') return refused(403, 'NoRole');
      if (cmdlet !== 'Get-MailTrafficATPReport') return rows();
      return rows(
        { Date: `${day}T00:00:00`, EventType: 'General filter', MessageCount: 110 },
        { Date: `${day}T00:00:00`, EventType: 'Bulk', MessageCount: '10' },
        { Date: `${day}T00:00:00`, EventType: 'Message passed', MessageCount: 900 },
        { Date: `${day}T01:00:00`, EventType: 'Bulk', MessageCount: 77 },
      );
    };
    reported = lines(120, undefined, 10);
    const { rows: found, limits } = await read();
    assert.equal(found.length, 100);
    assert.deepEqual(limits, [
      {
        kind: 'rows',
        span: { from: `${day}T00:00:00.000Z`, to: `${day}T00:05:37.499Z` },
        told: 100,
        of: 120,
      },
    ]);
  });

  it('takes a direction or technology that can’t be asked for into account', async () => {
    few();
    const directions = ['Inbound', 'Unknown'];
    reported = lines(120, (i) => ({ Direction: directions[i % 2] }), 10);
    const { limits } = await read();
    assert.deepEqual(
      limits.map(({ kind }) => kind),
      ['rows'],
    );
  });

  it('says so when its questions are used up', async () => {
    source = mailReportsSource(() => exchange.commands, {
      clock: exchange.clock,
      mostQuestions: 2,
    });
    const span = { from: '2025-12-31T00:00:00.000Z', to: '2026-01-03T23:59:59.999Z' };
    const { limits } = await read({ ...question, span });
    assert.deepEqual(
      limits.map(({ kind, span: cut }) => [kind, cut.from]),
      [
        ['rows', '2026-01-02T00:00:00.000Z'],
        ['rows', '2026-01-03T00:00:00.000Z'],
      ],
    );
  });

  it('leaves out what was not asked for, and says when a row has no time of day', async () => {
    exchange.onCommand = () => rows(line({ Date: '2026-01-02T23:59:59Z' }));
    assert.deepEqual([(await read()).rows, (await read()).limits], [[], []]);
    const span = { from: `${day}T12:00:00.000Z`, to: `${day}T23:59:59.999Z` };
    exchange.onCommand = ({ cmdlet }) =>
      cmdlet === 'Get-MailDetailATPReport' ? rows(line({ Date: `${day}T00:00:00` })) : rows();
    const { rows: found, limits } = await read({ ...question, span });
    assert.deepEqual([found, limits.map(({ kind }) => kind)], [[], ['rows']]);
  });

  it('asks for a mailbox as recipient and as sender', async () => {
    reported = [
      line(),
      line({ SenderAddress: 'IDA@contoso.example', RecipientAddress: 'x@bad.example' }),
      line({ SenderAddress: 'ida@contoso.example' }),
      line({ RecipientAddress: 'per@contoso.example' }),
    ];
    assert.equal((await read({ ...question, mailbox: 'Ida@contoso.example' })).rows.length, 3);
    assert.ok(exchange.ran.every(({ cmdlet }) => cmdlet !== 'Get-MailFlowStatusReport'));
  });

  it('counts what it does not list: good mail, and what the edge blocked', async () => {
    onOther = ({ cmdlet }) =>
      cmdlet === 'Get-MailFlowStatusReport'
        ? rows(
            {
              Date: `${day}T00:00:00`,
              Direction: 'Inbound',
              EventType: 'GoodMail',
              MessageCount: 5,
            },
            {
              Date: `${day}T00:00:00`,
              Direction: 'Inbound',
              'Event Type': 'EdgeBlockSpam',
              Count: '3',
            },
            { Date: `${day}T00:00:00`, Direction: 'IntraOrg', EventType: 'New', Count: 1 },
            { Date: '2026-01-04T00:00:00', Direction: 'Inbound', EventType: 'GoodMail', Count: 9 },
          )
        : rows();
    assert.deepEqual((await read()).totals, [
      { direction: 'inbound', verdict: 'clean', outcome: 'delivered', count: 5 },
      { direction: 'inbound', verdict: 'spam', outcome: 'rejected', count: 3 },
      { direction: 'intra-org', verdict: 'unknown', outcome: 'unknown', count: 1 },
    ]);
    onOther = () => refused(403, 'NoRole');
    assert.deepEqual((await read()).totals, []);
  });

  it('gives a UTC day to the one local day that holds its noon', async () => {
    onOther = ({ cmdlet }) =>
      cmdlet === 'Get-MailFlowStatusReport'
        ? rows(
            ...[2, 3, 4].map((n) => ({
              Date: `2026-01-0${n}T00:00:00`,
              ...{ Direction: 'Inbound', EventType: 'GoodMail', Count: 10 ** n },
            })),
          )
        : rows();
    const count = async (from: string, to: string) =>
      (await read({ ...question, span: { from, to } })).totals[0]?.count;
    assert.equal(await count('2026-01-02T23:00:00.000Z', '2026-01-03T22:59:59.999Z'), 1000);
    assert.equal(await count('2026-01-01T23:00:00.000Z', '2026-01-02T22:59:59.999Z'), 100);
  });

  it('says which stretch is too far back, for whom, and which is too new', async () => {
    const span = { from: '2025-11-25T00:00:00.000Z', to: '2026-01-09T00:00:00.000Z' };
    exchange.onCommand = (command) => {
      const old = String(command.parameters['StartDate']) < '2025-12-26T08:00:00.000Z';
      return old && command.cmdlet === 'Get-MailDetailATPReport' ? refused(400, 'Dates') : rows();
    };
    const { limits } = await read({ ...question, span });
    assert.deepEqual(limits[0], {
      kind: 'too-far-back',
      span: { from: span.from, to: '2025-12-06T08:04:59.999Z' },
    });
    assert.equal(limits[1]?.kind, 'lag');
    assert.ok(limits.slice(2).every(({ kind }) => kind === 'too-far-back'));
    assert.equal(limits.length, 2 + 20);
  });

  it('rejects rather than go on when it is refused, or answered strangely', async () => {
    exchange.onCommand = () => refused(400, 'Dates');
    await assert.rejects(read(), ServiceError);
    exchange.onCommand = () => rows(line({ Date: '' }));
    await assert.rejects(read(), ContractError);
    exchange.onCommand = () => rows(line({ Date: 'yesterday' }));
    await assert.rejects(read(), ContractError);
  });

  it('tells an absent report from one that can’t be had now', async () => {
    assert.deepEqual(await source.probe(tenant), { kind: 'present' });
    exchange.onCommand = () => refused(403, 'NoRole');
    const presence = await source.probe(tenant);
    assert.deepEqual(presence, { kind: 'absent', why: 'no-role', serviceCode: 'NoRole' });
    exchange.onCommand = () => refused(400, 'ServerBusyException');
    await assert.rejects(source.probe(tenant), ServiceError);
  });
});
