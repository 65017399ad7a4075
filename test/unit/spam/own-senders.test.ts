import assert from 'node:assert/strict';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { parseSpamFacts, type SpamFacts } from '../../../src/spam/facts.js';
import type { MailRow } from '../../../src/spam/mail-row.js';
import { defaultSpamPolicy } from '../../../src/spam/policy.js';
import { scanSpam, type SpamScan } from '../../../src/spam/scan.js';
import type { SpamScanServices } from '../../../src/spam/scan-services.js';
import { forgetSpamEpisodes } from '../../../src/spam/episode-store.js';
import {
  ana,
  anaUser,
  FakeFlow,
  hoursAgo,
  mail,
  now,
  servicesOf,
  tenant,
  toMany,
  usualMail,
  zone,
  type SideFakes,
} from './fake-flow.js';

const dayMs = 86_400_000;
const night = '2026-11-27T02:20:00.000Z';
const out = { direction: 'outbound', outcome: 'delivered', sender: ana } as const;

function look(
  rows: readonly MailRow[],
  side: SideFakes = {},
  change: Partial<SpamScanServices> = {},
): Promise<SpamScan> {
  return scanSpam(tenant, servicesOf([new FakeFlow('hunting', rows)], side, change), {
    ...{ days: 3, zone, baselineDays: 14 },
  });
}

async function onlyFacts(scan: Promise<SpamScan>): Promise<SpamFacts> {
  const { findings } = await scan;
  assert.equal(findings.length, 1);
  return parseSpamFacts(findings[0]?.facts);
}

function codes({ evidence }: SpamFacts): readonly string[] {
  return evidence.map(({ code }) => code).sort();
}

/** An account that bursts at night, with one subject to hundreds of strangers. */
const burst = toMany(300, { ...out, at: night, verdict: 'spam', subjectShape: 'a1' });

/** The same mailing each week, by day, which the filter calls bulk. */
function newsletter(daysAgo: number): MailRow[] {
  const at = `${new Date(now.getTime() - daysAgo * dayMs).toISOString().slice(0, 10)}T10:05:00.000Z`;
  return toMany(400, { ...out, at, verdict: 'bulk', bcl: 6, subjectShape: 'news' });
}

describe('Own users as senders', () => {
  it('finds an account that bursts at night, and takes it for compromised', async () => {
    const facts = await onlyFacts(look([...usualMail(ana), ...burst]));
    assert.equal(facts.likelyCause, 'compromised-account');
    assert.deepEqual(codes(facts), [
      ...['burst', 'many-recipients', 'odd-hours', 'one-mailing', 'spam-sent'],
    ]);
    assert.equal(facts.unwanted, 300);
    assert.equal(facts.busiestHour?.at, '2026-11-27T02:00:00.000Z');
  });

  it('raises a new country of sign-in, and says what is not known of sign-ins', async () => {
    const home = Array.from({ length: 8 }, (_, i) => ({
      at: hoursAgo(24 * (i + 8)),
      country: 'DE',
    }));
    const abroad = { at: '2026-11-27T01:50:00.000Z', country: 'NG' };
    const side = { users: [anaUser], signIns: { [anaUser.objectId]: [abroad, ...home] } };
    const { findings } = await look([...usualMail(ana), ...burst], side);
    const facts = parseSpamFacts(findings[0]?.facts);
    assert.deepEqual(facts.evidence.find(({ code }) => code === 'new-country')?.places, ['NG']);
    assert.equal(findings[0]?.severity, 'high');
    assert.equal(findings[0].subjectObjectId, anaUser.objectId);
    const few = await onlyFacts(look(burst, { users: [anaUser], signIns: {} }));
    assert.match(few.notKnown.join(' '), /Too few earlier sign-ins/);
    const blind = await onlyFacts(look(burst));
    assert.match(blind.notKnown.join(' '), /not looked at/);
  });

  it('posts no card for a newsletter, by day, each week or for the first time', async () => {
    for (const rows of [[...newsletter(1), ...newsletter(8)], newsletter(1)]) {
      const { findings, report } = await look([...usualMail(ana), ...rows]);
      assert.deepEqual(findings, []);
      const [one] = report.internal.listed;
      assert.deepEqual(
        [one?.address, one?.count, one?.likelyCause, one?.alerted],
        [ana, 400, 'bulk-mail', false],
      );
    }
  });

  it('asks about a first mailing that is taken for spam, and is silent about a habit', async () => {
    const spam = (daysAgo: number): MailRow[] =>
      newsletter(daysAgo).map((one) => ({ ...one, verdict: 'spam', bcl: 3 }));
    const first = await look([...usualMail(ana), ...spam(1)]);
    assert.equal(first.findings.length, 1);
    assert.equal(first.findings[0]?.severity, 'medium');
    const habit = await look([...usualMail(ana), ...spam(1), ...spam(8)]);
    assert.deepEqual(habit.findings, []);
  });

  it('takes malware to colleagues for an infected client', async () => {
    const facts = await onlyFacts(
      look(
        toMany(30, { ...out, direction: 'intra-org', verdict: 'malware', outcome: 'quarantined' }),
      ),
    );
    assert.equal(facts.likelyCause, 'infected-client');
  });

  it('takes no bait that was forwarded to the help desk for phishing', async () => {
    const desk = { ...out, verdict: 'phish', recipient: 'help@contoso.example' } as const;
    const forwarded = await look(
      Array.from({ length: 9 }, () => mail({ ...desk, direction: 'intra-org' })),
    );
    assert.deepEqual(forwarded.findings, []);
    const spread = await look(toMany(9, { ...out, verdict: 'phish' }));
    assert.equal(spread.findings.length, 1);
  });

  it('finds who is blocked by Microsoft, also when nothing of theirs was seen, on each day since then', async () => {
    const blocked = [{ address: ana, reason: 'OutboundSpamLast24Hours=999', at: hoursAgo(30) }];
    const { findings, report, days } = await look([], { blocked });
    assert.equal(findings.length, 1);
    assert.equal(findings[0]?.severity, 'high');
    assert.equal(report.internal.listed[0]?.blocked, true);
    assert.equal(report.internal.leftOut, 0);
    const blockedOn = days.map(({ internal }) => internal.listed.map((one) => one.blocked));
    assert.deepEqual(blockedOn, [[], [true], [true]]);
    const sinceWhen = await look([], { blocked: [{ address: ana }] });
    const known = sinceWhen.days.map(({ internal }) => internal.listed.length);
    assert.deepEqual(known, [0, 0, 1]);
  });

  it('tells of addresses that send mailings on purpose only what is alarming', async () => {
    const policy = { ...defaultSpamPolicy, mailingAddresses: new Set([ana]) };
    assert.deepEqual((await look(burst, {}, { policy })).findings, []);
    const { findings } = await look(burst, { blocked: [{ address: ana }] }, { policy });
    assert.equal(findings.length, 1);
  });

  it('does not call hours or volume unusual of a mailbox that always writes so', async () => {
    const nightly = Array.from({ length: 14 }, (_, day) =>
      mail({
        ...out,
        at: new Date(Date.parse(night) - day * dayMs).toISOString(),
        verdict: 'clean',
        count: 250,
        recipient: undefined,
      }),
    );
    const { findings } = await look(nightly);
    assert.deepEqual(findings, []);
  });

  it('reads the same burst again as the same event, however the window moves', async () => {
    const documents = new MemoryDocumentStore();
    const rows = [...usualMail(ana), ...burst];
    const first = await look(rows, {}, { documents });
    const later = (hours: number, more: readonly MailRow[] = []): Promise<SpamScan> =>
      look(
        [...rows, ...more],
        {},
        {
          documents,
          clock: { now: () => new Date(now.getTime() + hours * 3_600_000) },
        },
      );
    const again = await later(20);
    const [a] = first.findings;
    const [b] = again.findings;
    assert.deepEqual([b?.identity, b?.fingerprint], [a?.identity, a?.fingerprint]);
    // The next night it goes on: still the same event, though the window has lost its beginning.
    const nextNight = burst.map((one) => ({ ...one, at: '2026-11-28T02:20:00.000Z' }));
    const [c] = (await later(60, nextNight)).findings;
    assert.deepEqual([c?.identity, c?.fingerprint], [a?.identity, a?.fingerprint]);
  });

  it('reads a burst of the next week as a new event', async () => {
    const documents = new MemoryDocumentStore();
    const [first] = (await look([...usualMail(ana), ...burst], {}, { documents })).findings;
    const week = new Date(now.getTime() + 7 * dayMs);
    const other = burst.map((one) => ({
      ...one,
      at: new Date(Date.parse(one.at) + 7 * dayMs).toISOString(),
      subjectShape: 'b2',
    }));
    const clock = { now: () => week };
    const [second] = (await look([...usualMail(ana), ...burst, ...other], {}, { documents, clock }))
      .findings;
    assert.ok(second !== undefined && second.identity !== first?.identity);
  });

  it('raises an event again when something alarming is added to it', async () => {
    const documents = new MemoryDocumentStore();
    const [first] = (await look(burst, {}, { documents })).findings;
    const [second] = (await look(burst, { blocked: [{ address: ana }] }, { documents })).findings;
    assert.equal(second?.identity, first?.identity);
    assert.notEqual(second?.fingerprint, first?.fingerprint);
    // Unblocked since: what was known is not forgotten, and is no news.
    const [third] = (await look(burst, {}, { documents })).findings;
    assert.equal(third?.fingerprint, second?.fingerprint);
  });

  it('forgets events that ended long ago, and only those', async () => {
    const documents = new MemoryDocumentStore();
    await look(burst, {}, { documents });
    assert.equal(await forgetSpamEpisodes(documents, tenant.id, new Date(night)), 0);
    assert.equal(await forgetSpamEpisodes(documents, tenant.id, now), 1);
  });

  it('is kept apart from the same address of another tenant, and from strangers', async () => {
    const { findings, report } = await look(burst.map((one) => ({ ...one, direction: 'inbound' })));
    assert.deepEqual(findings, []);
    assert.equal(report.internal.listed.length, 0);
    assert.equal(report.spoofed.listed.length, 0);
  });
});
