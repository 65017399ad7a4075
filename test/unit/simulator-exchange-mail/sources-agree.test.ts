import assert from 'node:assert/strict';
import { DEMO, demoScenario } from '../../../src/simulator/scenario/demo.js';
import { mailSchema } from '../../../src/simulator/scenario/mail-schema.js';
import type { Scenario } from '../../../src/simulator/scenario/schema.js';
import { startSimulator } from '../../../src/simulator/server.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { exchange, rows, rules } from '../simulator/raw-client.js';
import { graphAs, query, values } from '../simulator-mail/mail-client.js';
import type { Send } from '../simulator-mail/mail-client.js';
import { mailWorld } from '../simulator-hunting/mail-world.js';
import { message, zappedCopy } from '../simulator-hunting/sample-mail.js';
import { reportRows } from './report-world.js';
import type { Row } from './report-world.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const DAYS = 7;
const FROM = new Date(NOW - DAYS * 86_400_000).toISOString();
const RANGE = { StartDate: FROM, EndDate: new Date(NOW).toISOString() };
const MOST_DETAILS = 10_000;

const DELIVERIES = `
EmailEvents
| summarize arg_min(Timestamp, *) by NetworkMessageId, RecipientEmailAddress
| project NetworkMessageId, RecipientEmailAddress, EmailDirection, DeliveryAction, ThreatTypes, DetectionMethods`;

/** What the sources tell of one week that followed from a seed. */
class GeneratedWeek {
  readonly simulator: Simulator;
  readonly #graph: Send;
  readonly #exchange: Awaited<ReturnType<typeof exchange>>;

  private constructor(
    simulator: Simulator,
    graph: Send,
    invoker: Awaited<ReturnType<typeof exchange>>,
  ) {
    this.simulator = simulator;
    this.#graph = graph;
    this.#exchange = invoker;
  }

  static async begin(flow: Readonly<Record<string, number>>): Promise<GeneratedWeek> {
    const simulator = await startSimulator({
      scenario: scenarioWith(flow),
      clock: () => new Date(NOW),
    });
    const graph = await graphAs(simulator, DEMO.contoso);
    return new GeneratedWeek(simulator, graph, await exchange(simulator, DEMO.contoso));
  }

  /** All pages by Page, and in each of them all pages by link. */
  async report(name: string, parameters: Row = {}, isPaged = true): Promise<readonly Row[]> {
    const found: Row[] = [];
    for (let Page = 1; ; Page += 1) {
      const paging = isPaged ? { Page, PageSize: 5000 } : {};
      const page = await this.#page(name, { ...RANGE, ...parameters, ...paging });
      found.push(...page);
      if (!isPaged || page.length < 5000) return found;
    }
  }

  async #page(name: string, parameters: Row): Promise<readonly Row[]> {
    const found: Row[] = [];
    let answer = await this.#exchange.invoke({ name, parameters });
    for (;;) {
      assert.equal(answer.status, 200, answer.text);
      found.push(...rows(answer.json['value']));
      const next: unknown = answer.json['@odata.nextLink'];
      if (typeof next !== 'string') return found;
      answer = await this.#exchange.invoke({ name, parameters, url: next });
    }
  }

  async hunted(): Promise<readonly Row[]> {
    const body = { Query: DELIVERIES, Timespan: `P${DAYS}D` };
    const answer = await this.#graph('POST', '/security/runHuntingQuery', { body });
    assert.equal(answer.status, 200, answer.text);
    return rows(answer.json['results']);
  }

  async traced(): Promise<readonly Row[]> {
    const from = `${FROM.slice(0, 19)}Z`;
    const $filter = `receivedDateTime ge ${from} and receivedDateTime le ${new Date(NOW).toISOString()}`;
    const found: Row[] = [];
    let path = query('/admin/exchange/tracing/messageTraces', { $filter, $top: '5000' });
    for (;;) {
      const answer = await this.#graph('GET', path);
      found.push(...values(answer));
      const next: unknown = answer.json['@odata.nextLink'];
      if (typeof next !== 'string') return found;
      path = next;
    }
  }
}

function scenarioWith(flow: Readonly<Record<string, number>>): Scenario {
  const scenario = demoScenario();
  const mail = mailSchema.parse({
    licence: { defender: 'P2', messageTrace: 'ready' },
    flow: { days: DAYS, ...flow },
  });
  const tenants = scenario.tenants.map((tenant) =>
    tenant.tenantId === DEMO.contoso ? { ...tenant, mail } : tenant,
  );
  return { ...scenario, tenants };
}

function total(found: readonly Row[], fits: (row: Row) => boolean = () => true): number {
  return found.filter(fits).reduce((sum, row) => sum + Number(row['MessageCount']), 0);
}

function countOf(found: readonly Row[], name: string, value: string): number {
  return found.filter((row) => row[name] === value).length;
}

/** One delivery, by what joins the sources. */
function keys(found: readonly Row[], message: string, recipient: string): ReadonlySet<string> {
  return new Set(found.map((row) => `${String(row[message])} ${String(row[recipient])}`));
}

const isSpam = (row: Row) => String(row['ThreatTypes']).includes('Spam');
const hasThreat = (row: Row) => row['ThreatTypes'] !== '';

describe('one week of mail, told by cmdlets, hunting and message trace', () => {
  let week: GeneratedWeek;
  let hunted: readonly Row[];
  let traced: readonly Row[];
  let details: readonly Row[];
  let traffic: readonly Row[];
  let flow: readonly Row[];
  before(async function () {
    this.timeout(60_000);
    week = await GeneratedWeek.begin({ perDay: 600, spamShare: 0.2 });
    [hunted, traced] = [await week.hunted(), await week.traced()];
    details = await week.report('Get-MailDetailATPReport');
    traffic = await week.report('Get-MailTrafficATPReport');
    flow = await week.report('Get-MailFlowStatusReport', {}, false);
  });
  after(() => week.simulator.close());

  it('is the same deliveries wherever something was found, quarantined ones with them', () => {
    const filtered = hunted.filter(hasThreat);
    assert.ok(filtered.length > 300);
    assert.deepEqual(
      keys(details, 'MessageTraceId', 'RecipientAddress'),
      keys(filtered, 'NetworkMessageId', 'RecipientEmailAddress'),
    );
    assert.equal(details.length, filtered.length);
    const quarantined = countOf(details, 'Action', 'Quarantine');
    assert.ok(quarantined > 0);
    assert.equal(quarantined, countOf(traced, 'status', 'quarantined'));
    assert.equal(
      countOf(details, 'Action', 'MoveToJmf'),
      countOf(traced, 'status', 'filteredAsSpam'),
    );
    assert.equal(
      countOf(hunted, 'DeliveryAction', 'Junked'),
      countOf(traced, 'status', 'filteredAsSpam'),
    );
  });

  it('is the same numbers in every count of the cmdlets, good mail with them', () => {
    assert.equal(total(traffic), hunted.length);
    assert.equal(
      total(traffic, (row) => row['VerdictSource'] !== ''),
      details.length,
    );
    const pairs = [
      ['Spam', 'SpamDetections'],
      ['Phish', 'EmailPhish'],
      ['Malware', 'EmailMalware'],
    ] as const;
    for (const [source, type] of pairs) {
      const counted = countOf(details, 'VerdictSource', source);
      assert.ok(counted > 0, source);
      assert.equal(
        total(traffic, (row) => row['VerdictSource'] === source),
        counted,
        source,
      );
      assert.equal(
        total(flow, (row) => row['EventType'] === type),
        counted,
        type,
      );
    }
    const good = total(traffic, (row) => row['EventType'] === 'Message passed');
    assert.equal(
      total(flow, (row) => row['EventType'] === 'GoodMail'),
      good,
    );
    for (const [report, hunting] of [
      ['Outbound', 'Outbound'],
      ['IntraOrg', 'Intra-org'],
    ] as const) {
      const counted = total(traffic, (row) => row['Direction'] === report);
      assert.ok(counted > 0, report);
      assert.equal(counted, countOf(hunted, 'EmailDirection', hunting), report);
    }
  });

  it('differs where mail was refused at the edge: only the mail flow status knows it, and trace as failed', () => {
    const blocked = total(flow, (row) => row['EventType'] === 'EdgeBlockSpam');
    assert.ok(blocked > 0);
    assert.equal(traced.length, hunted.length + blocked);
    assert.equal(total(flow), total(traffic) + blocked);
    const known = keys(hunted, 'NetworkMessageId', 'RecipientEmailAddress');
    const failed = traced.filter((row) => row['status'] === 'failed');
    const unknown = [...keys(failed, 'id', 'recipientAddress')].filter((key) => !known.has(key));
    assert.equal(unknown.length, blocked);
  });

  it('differs in threats: hunting shows the second ones, the counts only the first', () => {
    const first = total(flow, (row) => row['EventType'] === 'SpamDetections');
    const shown = hunted.filter(isSpam).length;
    const second = hunted.filter(
      (row) => isSpam(row) && /Phish|Malware/.test(String(row['ThreatTypes'])),
    );
    assert.ok(second.length > 0);
    assert.equal(shown, first + second.length);
  });

  it('differs in what is counted: recipients, of which a message has several', () => {
    const messages = new Set(hunted.map((row) => row['NetworkMessageId'])).size;
    assert.ok(messages < hunted.length);
    assert.equal(
      total(flow, (row) => row['EventType'] !== 'EdgeBlockSpam'),
      hunted.length,
    );
  });

  it('differs in reasons: trace has no verdict, so bulk, spam and phish are one in Junk, and in the inbox nothing', () => {
    const names = new Set(traced.flatMap((row) => Object.keys(row)));
    assert.ok([...names].every((name) => !/threat|verdict|bulk|event/i.test(name)));
    const junked = details.filter((row) => row['Action'] === 'MoveToJmf');
    assert.ok(countOf(junked, 'EventType', 'Bulk') > 0);
    assert.ok(countOf(junked, 'VerdictSource', 'Phish') > 0);
    const passed = details.filter((row) => row['Action'] === 'NoAction');
    assert.ok(passed.length > 0);
    const delivered = traced.filter((row) => row['status'] === 'delivered');
    const known = keys(delivered, 'id', 'recipientAddress');
    for (const key of keys(passed, 'MessageTraceId', 'RecipientAddress')) assert.ok(known.has(key));
  });

  it('is read without breaking a rule', () => {
    assert.deepEqual(rules(week.simulator), []);
  });
});

describe('a week of more mail than the detail report tells', () => {
  it('ends after the newest 10,000 rows, while counts and hunting go on; days and event types bring all of it', async function () {
    this.timeout(120_000);
    const week = await GeneratedWeek.begin({
      ...{ perDay: 2200, outboundShare: 0.05, intraOrgShare: 0.05 },
      ...{ spamShare: 0.85, bulkShare: 0.1 },
    });
    try {
      const details = await week.report('Get-MailDetailATPReport');
      assert.equal(details.length, MOST_DETAILS);
      const filtered = (await week.hunted()).filter(hasThreat);
      assert.ok(filtered.length > MOST_DETAILS);
      const traffic = await week.report('Get-MailTrafficATPReport');
      assert.equal(
        total(traffic, (row) => row['VerdictSource'] !== ''),
        filtered.length,
      );
      const byDay: Row[] = [];
      for (let day = 0; day < DAYS; day += 1) {
        const [from, to] = [day, day + 1].map((days) => Date.parse(FROM) + days * 86_400_000);
        const EndDate = new Date((to ?? 0) - (day === DAYS - 1 ? 0 : 1)).toISOString();
        const part = { StartDate: new Date(from ?? 0).toISOString(), EndDate };
        byDay.push(...(await week.report('Get-MailDetailATPReport', part)));
      }
      assert.deepEqual(
        keys(byDay, 'MessageTraceId', 'RecipientAddress'),
        keys(filtered, 'NetworkMessageId', 'RecipientEmailAddress'),
      );
      assert.deepEqual(rules(week.simulator), []);
    } finally {
      await week.simulator.close();
    }
  });
});

describe('a message that ZAP took away', () => {
  it('counts as phish in the ATP reports, as good in the mail flow status, and both ways in hunting', async () => {
    const world = await mailWorld([message({ copies: [zappedCopy()] })]);
    const [flow] = await reportRows(world, 'Get-MailFlowStatusReport');
    assert.equal(flow?.['EventType'], 'GoodMail');
    const [traffic] = await reportRows(world, 'Get-MailTrafficATPReport');
    assert.deepEqual([traffic?.['VerdictSource'], traffic?.['Action']], ['Phish', 'Quarantine']);
    const [detail] = await reportRows(world, 'Get-MailDetailATPReport');
    assert.equal(detail?.['VerdictSource'], 'Phish');
    const Query = 'EmailEvents | sort by Timestamp asc | project ThreatTypes, DeliveryAction';
    const hunted = rows((await world.hunt({ Query })).json['results']);
    assert.deepEqual(
      hunted.map((row) => [row['ThreatTypes'], row['DeliveryAction']]),
      [
        ['', 'Delivered'],
        ['Phish, Spam', 'Delivered'],
      ],
    );
    assert.deepEqual(rules(world.simulator), []);
    await world.simulator.close();
  });
});
