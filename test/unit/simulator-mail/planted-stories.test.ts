import assert from 'node:assert/strict';
import { outcomeOf } from '../../../src/simulator/mail/filter-verdict.js';
import type { MailRecord } from '../../../src/simulator/mail/mail-record.js';
import type { LiveMail } from '../../../src/simulator/mail/tenant-mail.js';
import { parseScenario, ScenarioError } from '../../../src/simulator/scenario/load.js';
import { demoScenario, demoWithFlow, DEMO } from '../../../src/simulator/scenario/demo.js';
import { plantedStories } from '../../../src/simulator/scenario/story-schema.js';
import type { PlantedStoryName } from '../../../src/simulator/scenario/story-schema.js';
import { createState } from '../../../src/simulator/state.js';
import { plantedIn } from '../../../src/simulator/story/planted-in.js';
import type { Planted } from '../../../src/simulator/story/planted/play.js';
import { countBy, flowScenario, mailIn, NOW } from './flow-world.js';

interface Told {
  readonly truth: Planted;
  /** What the story alone brought. */
  readonly messages: readonly MailRecord[];
  readonly mail: LiveMail;
  readonly quiet: LiveMail;
}

/** A story in the flow of a generated tenant, and the same tenant without it. */
function plant(
  story: PlantedStoryName,
  more: { daysAgo?: number; minutesAgo?: number } = {},
): Told {
  const scenario = flowScenario({}, { stories: [{ tenant: 1, story, daysAgo: 2, ...more }] });
  const [truth, ...rest] = plantedIn(scenario, NOW);
  assert.ok(truth !== undefined && rest.length === 0);
  const [mail, quiet] = [mailIn(scenario, 1), mailIn(flowScenario(), 1)];
  const ordinary = new Set(quiet.messages().map(({ networkMessageId }) => networkMessageId));
  const messages = mail.messages().filter((one) => !ordinary.has(one.networkMessageId));
  assert.equal(messages.length, mail.messages().length - ordinary.size);
  return { truth, messages, mail, quiet };
}

const berlin = (at: string) =>
  Number(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Berlin',
      hour: '2-digit',
      hourCycle: 'h23',
    }).format(new Date(at)),
  );
const recipientsOf = (messages: readonly MailRecord[]) =>
  messages.flatMap(({ copies }) => copies.map(({ recipient }) => recipient));

describe('stories planted into a flow of mail', () => {
  it('tell of a taken account that bursts at night, is blocked, and was signed in to from far away', () => {
    const { truth, messages, mail, quiet } = plant('account-bursts-at-night');
    assert.ok(messages.length > 300);
    assert.ok(messages.every(({ senderAddress }) => senderAddress === truth.mailbox));
    assert.ok(
      messages.every(({ receivedAt }) => berlin(receivedAt) >= 2 && berlin(receivedAt) < 5),
    );
    const outside = recipientsOf(messages);
    const known = new Set(recipientsOf(quiet.messages()));
    assert.ok(new Set(outside).size > 300 && outside.filter((one) => known.has(one)).length < 5);
    const threats = countBy(messages, ({ filtered }) => filtered?.threat ?? 'none');
    assert.deepEqual(Object.keys(threats).toSorted(), ['Phish', 'Spam', 'none']);
    const [blocked] = mail.blockedSenders;
    assert.ok(blocked !== undefined && blocked.address === truth.mailbox);
    const failed = messages.filter(({ copies }) => copies[0]?.rejected === 'failed');
    assert.ok(failed.length >= 30 && failed.every(({ receivedAt }) => receivedAt >= blocked.at));
    const before = quiet.signIns.length;
    const [signIn, ...others] = mail.signIns.slice(before);
    assert.deepEqual(others, []);
    assert.ok(signIn !== undefined && signIn.at < (messages[0]?.receivedAt ?? ''));
    const usual = mail.signIns.filter(
      ({ objectId, id }) => objectId === signIn.objectId && id !== signIn.id,
    );
    assert.ok(usual.length > 3 && usual.every(({ country }) => country !== signIn.country));
  });

  it('tell of a newsletter of ours that comes every week in working hours, bulk at most', () => {
    const { truth, messages, mail } = plant('newsletter-sent');
    assert.ok(messages.every(({ senderAddress }) => senderAddress === truth.mailbox));
    const days = Object.keys(countBy(messages, ({ receivedAt }) => receivedAt.slice(0, 10)));
    const times = days.map((day) => Date.parse(day)).toSorted((a, b) => a - b);
    assert.deepEqual(
      times.map((time) => (time - (times[0] ?? 0)) / 86_400_000),
      [0, 7, 14, 21],
    );
    assert.ok(
      messages.every(({ receivedAt }) => berlin(receivedAt) >= 9 && berlin(receivedAt) < 12),
    );
    assert.ok(messages.every(({ filtered }) => (filtered?.threat ?? 'Bulk') === 'Bulk'));
    assert.ok(
      messages.every(({ copies }) => copies.every((copy) => outcomeOf(copy) === 'delivered')),
    );
    const issues = days.map((day) =>
      recipientsOf(messages.filter(({ receivedAt }) => receivedAt.startsWith(day))).toSorted(),
    );
    assert.deepEqual(issues[0], issues[3]);
    assert.deepEqual(mail.blockedSenders, []);
  });

  it('tell of a client that sends malware to colleagues and to people it knows', () => {
    const { truth, messages, mail, quiet } = plant('infected-client');
    assert.ok(
      messages.every(
        ({ senderAddress, files }) => senderAddress === truth.mailbox && files.length === 1,
      ),
    );
    const directions = countBy(messages, ({ direction }) => direction);
    assert.ok((directions['Intra-org'] ?? 0) > 15 && (directions['Outbound'] ?? 0) > 15);
    const known = new Set(recipientsOf(quiet.messages()));
    const strangers = recipientsOf(messages).filter((address) => !known.has(address));
    assert.ok(strangers.length <= 6, strangers.join());
    const threats = countBy(messages, ({ filtered }) => filtered?.threat ?? 'none');
    assert.ok((threats['Malware'] ?? 0) > 35 && (threats['none'] ?? 0) > 0);
    assert.equal(mail.signIns.length, quiet.signIns.length);
    assert.deepEqual(mail.blockedSenders, []);
  });

  it('tell of a director whose address servers outside wear', () => {
    const { truth, messages } = plant('director-spoofed');
    for (const message of messages) {
      assert.equal(message.senderAddress, truth.mailbox);
      assert.deepEqual(
        [message.direction, message.forged, message.authentication.compauth],
        ['Inbound', 'own-domain', 'fail'],
      );
      assert.ok(truth.senderDomains.includes(message.mailFrom.split('@')[1] ?? ''));
      assert.equal(message.senderObjectId, undefined);
    }
    const reasons = new Set(messages.map(({ authentication }) => authentication.reason));
    assert.deepEqual([...reasons].toSorted(), ['001', '601']);
    assert.ok(truth.addresses.length > 4 && !truth.addresses.includes(truth.mailbox ?? ''));
    const outcomes = countBy(messages, ({ copies }) => outcomeOf(copies[0] ?? assert.fail()));
    assert.ok((outcomes['delivered'] ?? 0) === 1 && (outcomes['quarantined'] ?? 0) > 3);
  });

  it('tell of one person to whom few messages come, each unlike the others', () => {
    const { truth, messages } = plant('assistant-spear-phished');
    assert.deepEqual(new Set(recipientsOf(messages)), new Set([truth.mailbox]));
    assert.equal(new Set(messages.map(({ clusterId }) => clusterId)).size, messages.length);
    const domains = new Set(messages.map(({ senderAddress }) => senderAddress.split('@')[1]));
    assert.deepEqual(domains, new Set(truth.senderDomains));
    assert.ok(messages.length >= 5 && messages.length < 10 && domains.size >= 5);
    const days = countBy(messages, ({ receivedAt }) => receivedAt.slice(0, 10));
    assert.equal(Object.keys(days).length, 3);
  });

  it('tell of one sender that writes to many', () => {
    const { truth, messages } = plant('one-attacker-many-targets');
    assert.equal(truth.mailbox, undefined);
    const domains = new Set(messages.map(({ senderAddress }) => senderAddress.split('@')[1]));
    assert.deepEqual([...domains], truth.senderDomains);
    assert.ok(new Set(recipientsOf(messages)).size >= 25);
    assert.equal(new Set(messages.map(({ clusterId }) => clusterId)).size, 1);
  });

  it('tell of a quiet week by nothing at all', () => {
    const { truth, messages } = plant('quiet-week');
    assert.deepEqual([messages.length, truth.addresses, truth.mailbox], [0, [], undefined]);
    assert.equal(Date.parse(truth.to) - Date.parse(truth.from), 7 * 86_400_000);
  });

  it('are over at their own hours so many days ago, or so many minutes ago at any hour', () => {
    for (const story of plantedStories) {
      const byDays = plant(story, { daysAgo: 3 }).truth;
      const old = NOW.getTime() - Date.parse(byDays.to);
      assert.ok(old >= 3 * 86_400_000 && old < 7 * 86_400_000, `${story} ${byDays.to}`);
      const scenario = flowScenario({}, { stories: [{ tenant: 0, story, minutesAgo: 90 }] });
      const [now] = plantedIn(scenario, NOW);
      const minutes = (NOW.getTime() - Date.parse(now?.to ?? '')) / 60_000;
      assert.ok(minutes >= 90 && minutes < 180, `${story} ${minutes}`);
    }
  });

  it('take other people where several are planted, and the one that is named', () => {
    const scenario = flowScenario(
      {},
      { allStories: plantedStories.map((story) => ({ story, daysAgo: 1 })) },
    );
    const truths = plantedIn(scenario, NOW);
    assert.equal(truths.length, 2 * plantedStories.length);
    for (const tenantId of new Set(truths.map((one) => one.tenantId))) {
      const stars = truths.flatMap((one) => (one.tenantId === tenantId ? (one.mailbox ?? []) : []));
      assert.equal(new Set(stars).size, 5);
    }
    assert.deepEqual(plantedIn(scenario, NOW), truths);
    const named = plantedIn(demoWithFlow(), NOW);
    assert.deepEqual(
      named.flatMap(({ mailbox }) => mailbox ?? []),
      [
        ...['erik@contoso.example', 'sales@eu.contoso.example', 'sofia@contoso.example'],
        ...['priya@contoso.example', 'henrik@fabrikam.example'],
      ],
    );
  });

  it('leave the fixed messages of the demo as they are, and what a person sees first', () => {
    const state = createState(demoWithFlow(), () => NOW);
    const plain = createState(demoScenario(), () => NOW);
    for (const id of [DEMO.contoso, DEMO.fabrikam, DEMO.adatum]) {
      const [mail, before] = [state.tenant(id)?.mail, plain.tenant(id)?.mail];
      assert.deepEqual(mail?.told(), before?.messages());
      assert.ok((mail?.messages().length ?? 0) > 700);
    }
    assert.deepEqual(
      [DEMO.contoso, DEMO.fabrikam, DEMO.adatum].map((id) => state.tenant(id)?.mail.licence),
      [
        { defender: 'P2', messageTrace: 'ready', entra: 'P1' },
        { defender: 'P1', messageTrace: 'missing' },
        { defender: 'none', messageTrace: 'ready' },
      ],
    );
  });

  it('are refused where nobody can play them', () => {
    const demo = demoScenario();
    const withMail = (mail: object) => () =>
      parseScenario({
        ...demo,
        tenants: demo.tenants.map((tenant) =>
          tenant.tenantId === DEMO.contoso ? { ...tenant, mail } : tenant,
        ),
      });
    const problems: readonly (readonly [object, RegExp])[] = [
      [{ stories: [{ story: 'a-quiet-year' }] }, /stories\.0\.story/],
      [{ stories: [{ story: 'quiet-week', daysAgo: 1, minutesAgo: 1 }] }, /not both/],
      [{ stories: [{ story: 'quiet-week', colour: 'red' }] }, /colour/],
      [{ stories: [{ story: 'quiet-week', mailbox: 'no@contoso.example' }] }, /no mailbox 'no@/],
      [{ signIns: [{ address: 'no@x.example', minutesAgo: 1, country: 'NG' }] }, /no mailbox/],
      [
        { signIns: [{ address: 'ida@contoso.example', minutesAgo: 1, country: 'x' }] },
        /two letters/,
      ],
      [
        { messages: [{ kind: 'bulk', minutesAgo: 1, bcl: 10, recipients: [{ address: 'a@b' }] }] },
        /bcl/,
      ],
    ];
    for (const [mail, expected] of problems) {
      assert.throws(withMail(mail), (error) => {
        assert.ok(error instanceof ScenarioError);
        assert.match(error.problems.join('\n'), expected);
        return true;
      });
    }
    assert.throws(
      () => flowScenario({}, { stories: [{ tenant: 2, story: 'quiet-week' }] }),
      /no tenant 2/,
    );
  });
});
