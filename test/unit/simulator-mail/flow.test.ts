import assert from 'node:assert/strict';
import { outcomeOf } from '../../../src/simulator/mail/filter-verdict.js';
import type { MailRecord } from '../../../src/simulator/mail/mail-record.js';
import { generateScenario } from '../../../src/simulator/scenario/generate.js';
import { ScenarioError } from '../../../src/simulator/scenario/load.js';
import { countBy, flowScenario, mailIn, NOW, tenantIn } from './flow-world.js';

const HOUR_IN_BERLIN = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Berlin',
  hour: '2-digit',
  hourCycle: 'h23',
});
const hourOf = ({ receivedAt }: MailRecord) => Number(HOUR_IN_BERLIN.format(new Date(receivedAt)));
const isOffice = ({ kind, direction }: MailRecord) => kind === 'clean' && direction !== 'Inbound';

describe('the generated flow of mail', () => {
  it('follows from the seed, the tenant and the date, whenever it is asked for', () => {
    const first = mailIn(flowScenario());
    assert.deepEqual(mailIn(flowScenario()).messages(), first.messages());
    assert.deepEqual(mailIn(flowScenario()).signIns, first.signIns);
    const later = mailIn(flowScenario(), 0, new Date(NOW.getTime() + 5 * 3_600_000));
    const common = later.messages().filter(({ receivedAt }) => receivedAt <= NOW.toISOString());
    const ids = new Set(first.messages().map(({ networkMessageId }) => networkMessageId));
    assert.ok(common.length > 3000);
    assert.ok(common.every(({ networkMessageId }) => ids.has(networkMessageId)));
    for (const other of [mailIn(flowScenario({ seed: 2 })), mailIn(flowScenario(), 1)]) {
      assert.ok(other.messages().every(({ networkMessageId }) => !ids.has(networkMessageId)));
    }
  });

  it('has the size that was asked for, its days, and quiet weekends', () => {
    const mail = mailIn(flowScenario({ edgeBlockedShare: 0 }));
    const perDay = countBy(mail.messages(), ({ receivedAt }) => receivedAt.slice(0, 10));
    for (const day of ['2026-11-10', '2026-11-12', '2026-11-18']) {
      assert.ok(Math.abs((perDay[day] ?? 0) - 400) < 30, `${day}: ${perDay[day]}`);
    }
    for (const day of ['2026-11-14', '2026-11-15']) {
      assert.ok((perDay[day] ?? 0) > 20 && (perDay[day] ?? 0) < 120, `${day}: ${perDay[day]}`);
    }
    const [oldest, newest] = [mail.messages()[0], mail.messages().at(-1)];
    assert.ok(oldest !== undefined && oldest.receivedAt >= '2026-11-07T12:00:00.000Z');
    assert.ok(newest !== undefined && newest.receivedAt <= NOW.toISOString());
    const order = mail.messages().map(({ receivedAt }) => receivedAt);
    assert.deepEqual(order, order.toSorted());
  });

  it('is written at the hours of the offices of its zone, and comes unasked at all hours', () => {
    const messages = mailIn(flowScenario({ spamShare: 0.3 })).messages();
    const office = messages.filter(isOffice);
    const working = office.filter((message) => hourOf(message) >= 7 && hourOf(message) < 19);
    assert.ok(office.length > 1000);
    assert.ok(working.length / office.length > 0.9);
    const spam = messages.filter(({ kind }) => kind === 'spam');
    const atNight = spam.filter((message) => hourOf(message) < 6).length / spam.length;
    assert.ok(atNight > 0.1 && atNight < 0.35, String(atNight));
  });

  it('has its kinds in their shares, with the verdicts and outcomes that belong to them', () => {
    const outcomes = { spam: { inbox: 0, quarantine: 1 }, malware: { inbox: 0, quarantine: 1 } };
    const mail = mailIn(flowScenario({ perDay: 1500, outcomes }));
    const inbound = mail
      .messages()
      .filter(({ direction, edgeBlocked }) => direction === 'Inbound' && edgeBlocked !== true);
    const kinds = countBy(inbound, ({ kind }) => kind ?? '');
    const share = (kind: string) => (kinds[kind] ?? 0) / inbound.length;
    const expected = { bulk: 0.15, spam: 0.1, phish: 0.02, malware: 0.006, spoof: 0.008 };
    for (const [kind, wanted] of Object.entries(expected)) {
      assert.ok(share(kind) > wanted * 0.5 && share(kind) < wanted * 1.6, `${kind} ${share(kind)}`);
    }
    const endsOf = (kind: string) =>
      countBy(
        inbound.filter((message) => message.kind === kind),
        ({ copies, filtered }) =>
          `${filtered?.threat ?? '-'} ${outcomeOf(copies[0] ?? assert.fail())}`,
      );
    assert.deepEqual(Object.keys(endsOf('spam')), ['Spam quarantined']);
    assert.deepEqual(Object.keys(endsOf('malware')), ['Malware quarantined']);
    assert.ok((endsOf('phish')['Phish quarantined'] ?? 0) > 0);
    assert.ok((endsOf('spoof')['Phish quarantined'] ?? 0) > 0);
    assert.ok((endsOf('bulk')['- delivered'] ?? 0) > (endsOf('bulk')['Bulk junked'] ?? 0));
    for (const { bcl, filtered, kind } of inbound) {
      if (kind === 'bulk') assert.equal(filtered === undefined, (bcl ?? 0) < 7);
    }
  });

  it('goes between people who exist, and outside to people who write again and again', () => {
    const tenant = tenantIn(flowScenario());
    const messages = tenant.mail.messages();
    for (const { direction, senderAddress, senderObjectId, copies } of messages) {
      const isOwn = (address: string) => tenant.find(address).length === 1;
      assert.ok(copies.length > 0);
      assert.equal(
        copies.every(({ recipient }) => isOwn(recipient)),
        direction !== 'Outbound',
      );
      if (direction === 'Inbound') continue;
      const [sender] = tenant.find(senderAddress);
      assert.equal(sender?.row.ExternalDirectoryObjectId, senderObjectId);
    }
    const outside = messages
      .filter(({ direction }) => direction === 'Outbound')
      .flatMap(({ copies }) => copies.map(({ recipient }) => recipient));
    assert.ok(new Set(outside).size < outside.length / 2);
    assert.ok(outside.every((address) => address.endsWith('.example')));
    const { Outbound = 0, 'Intra-org': inside = 0 } = countBy(messages, (one) => one.direction);
    assert.ok(Outbound / messages.length > 0.15 && inside / messages.length > 0.15);
  });

  it('brings newsletters again and again, one copy to each reader', () => {
    const bulk = mailIn(flowScenario())
      .messages()
      .filter(({ kind }) => kind === 'bulk');
    const issues = new Set(bulk.map(({ clusterId }) => clusterId));
    const senders = new Set(bulk.map(({ senderAddress }) => senderAddress));
    assert.ok(senders.size < issues.size && issues.size < bulk.length);
    const seen = bulk.map(({ clusterId, copies }) => `${clusterId} ${copies[0]?.recipient}`);
    assert.equal(new Set(seen).size, seen.length);
  });

  it('keeps what was refused at the edge, or reached nobody, out of the mailboxes', () => {
    const tenant = tenantIn(flowScenario({ edgeBlockedShare: 0.3, perDay: 1000 }));
    const { mail } = tenant;
    const edge = mail.messages().filter(({ edgeBlocked }) => edgeBlocked === true);
    assert.ok(edge.length > 500);
    assert.ok(edge.every(({ copies }) => copies.every(({ rejected }) => rejected === 'edge')));
    const failed = mail
      .messages()
      .filter(({ copies }) => copies.some(({ rejected }) => rejected === 'failed'));
    assert.ok(failed.length > 0 && failed.every(({ direction }) => direction === 'Outbound'));
    const [copy] = edge[0]?.copies ?? [];
    const held = mail.copiesOf(copy?.mailboxObjectId ?? '');
    assert.ok(held.length > 0 && held.every((entry) => entry.copy.rejected === undefined));
    const times = held.map(({ message }) => message.receivedAt);
    assert.deepEqual(times, times.toSorted().toReversed());
  });

  it('has people sign in as their day begins, from home but for a few travellers', () => {
    const { signIns } = mailIn(flowScenario({ country: 'FI' }, { mailboxesPerTenant: 200 }));
    const home = signIns.filter(({ country }) => country === 'FI').length / signIns.length;
    assert.ok(signIns.length > 1500 && home > 0.9 && home < 1, String(home));
    assert.ok(signIns.every(({ at }) => at <= NOW.toISOString()));
  });

  it('is made for a tenant when it is asked for, and stands beside mail of the older kind', () => {
    const tenant = tenantIn(flowScenario());
    assert.equal(tenant.mailSoFar(), undefined);
    const mail = { generated: { perDay: 10, days: 2 }, flow: { perDay: 10, days: 2 } };
    const both = mailIn(generateScenario({ tenants: 1, mailboxesPerTenant: 5, mail }));
    assert.equal(
      both.messages().filter(({ subject }) => subject.startsWith('Message ')).length,
      20,
    );
    assert.ok(both.messages().length > 20);
    const [before] = mailIn(
      generateScenario({ tenants: 1, mailboxesPerTenant: 5, mail: { generated: mail.generated } }),
    ).messages();
    assert.ok(before !== undefined);
    assert.deepEqual(both.message(before.networkMessageId), before);
  });

  it('is refused with more than all of it, an unknown zone or an unknown field', () => {
    const wrong: readonly object[] = [
      { zone: 'Europe/Nowhere' },
      { outboundShare: 0.7, intraOrgShare: 0.4 },
      { spamShare: 0.7, bulkShare: 0.4 },
      { outcomes: { spam: { inbox: 0.7, quarantine: 0.4 } } },
      { days: 31 },
      { perDay: 20_001 },
      { colour: 'red' },
    ];
    for (const flow of wrong) {
      assert.throws(() => flowScenario(flow), ScenarioError, JSON.stringify(flow));
    }
    const neither = { licence: { defender: 'P2' } } as const;
    assert.throws(
      () => generateScenario({ tenants: 1, mailboxesPerTenant: 1, mail: neither }),
      /generated or flow/,
    );
  });
});
