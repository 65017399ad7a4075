import assert from 'node:assert/strict';
import { defaultSpamPolicy } from '../../../src/spam/policy.js';
import type { MailRow } from '../../../src/spam/mail-row.js';
import type { SpoofRow } from '../../../src/spam/ports.js';
import type { SpamReport } from '../../../src/spam/report.js';
import { scanSpam } from '../../../src/spam/scan.js';
import type { SpamScanServices } from '../../../src/spam/scan-services.js';
import { ana, FakeFlow, mail, servicesOf, tenant, toMany, zone } from './fake-flow.js';

async function reportOf(
  rows: readonly MailRow[],
  change: Partial<SpamScanServices> = {},
): Promise<SpamReport> {
  const services = servicesOf([new FakeFlow('hunting', rows)], {}, change);
  return (await scanSpam(tenant, services, { days: 7, zone })).report;
}

/** So many baits to one person, each from another domain and in a mailing of its own. */
function baits(count: number, recipient = ana): MailRow[] {
  return Array.from({ length: count }, (_, i) =>
    mail({ verdict: 'phish', recipient, sender: `a@evil${i}.example`, clusterId: `c${i}` }),
  );
}

describe('The receiver view', () => {
  it('tells spear phishing from mailings that hit the same person among many', async () => {
    const aimed = await reportOf(baits(4));
    assert.deepEqual(
      aimed.patterns.manyOnOne.map(({ address, spear, tailored }) => [address, spear, tailored]),
      [[ana, true, 4]],
    );
    const wide = baits(6).flatMap((one) => [
      one,
      ...toMany(5, { ...one, recipient: undefined }, 'contoso.example').map((copy, i) => ({
        ...copy,
        recipient: `p${i}@contoso.example`,
      })),
    ]);
    const { patterns } = await reportOf(wide);
    assert.ok(patterns.manyOnOne.length > 0);
    assert.ok(patterns.manyOnOne.every(({ spear, tailored }) => !spear && tailored === 0));
  });

  it('calls nothing aimed that comes from one domain, or is spam', async () => {
    const oneDomain = baits(4).map((one) => ({ ...one, sender: 'a@evil.example' }));
    assert.deepEqual((await reportOf(oneDomain)).patterns.manyOnOne, []);
    const spam = baits(9).map((one) => ({ ...one, verdict: 'spam' as const }));
    assert.deepEqual((await reportOf(spam)).patterns.manyOnOne, []);
  });

  it('names one attacker on many people, by what was registered and not by its subdomains', async () => {
    const rows = toMany(12, { verdict: 'phish' }, 'contoso.example').map((one, i) => ({
      ...one,
      sender: `x@s${i}.evil.example`,
    }));
    const { patterns, domains } = await reportOf(rows);
    assert.deepEqual(
      patterns.oneOnMany.map(({ domain, targets }) => [domain, targets.count]),
      [['evil.example', 12]],
    );
    assert.deepEqual(
      domains.listed.map(({ domain, addresses }) => [domain, addresses.count]),
      [['evil.example', 12]],
    );
  });

  it('shows the people to watch, whatever they got, and marks them', async () => {
    const policy = { ...defaultSpamPolicy, vips: new Set([ana, 'nobody@contoso.example']) };
    const { patterns, receivers } = await reportOf([mail()], { policy });
    assert.deepEqual(
      patterns.vips.map(({ address, vip }) => [address, vip]),
      [[ana, true]],
    );
    assert.equal(receivers.listed[0]?.vip, true);
  });
});

describe('The view of our name used by others', () => {
  const director = 'boss@contoso.example';

  it('takes an own domain for forged when composite authentication did not prove it', async () => {
    const of = async (change: Partial<MailRow>): Promise<readonly string[]> =>
      (await reportOf([mail({ sender: director, ...change })])).spoofed.listed.map(
        ({ domain, type }) => `${type} ${domain}`,
      );
    for (const compauth of ['fail', 'none'])
      assert.deepEqual(await of({ compauth, verdict: 'clean' }), ['internal contoso.example']);
    for (const compauth of ['pass', 'softpass', undefined])
      assert.deepEqual(await of({ compauth, verdict: 'clean' }), []);
    assert.deepEqual(await of({ verdict: 'spoof' }), ['internal contoso.example']);
    assert.deepEqual(await of({ compauth: 'fail', sender: 'x@mail.contoso.example' }), [
      'internal contoso.example',
    ]);
    assert.deepEqual(await of({ compauth: 'fail', sender: 'x@notcontoso.example' }), []);
    assert.deepEqual(await of({ spoof: 'external', sender: 'x@bank.example' }), [
      'external bank.example',
    ]);
    assert.deepEqual(await of({ compauth: 'fail', direction: 'outbound' }), []);
  });

  it('says where it came from and how much of it arrived', async () => {
    const rows = toMany(4, {
      ...{ sender: director, compauth: 'fail', verdict: 'clean', outcome: 'delivered' },
      senderIp: '203.0.113.9',
    });
    const { spoofed } = await reportOf(rows);
    const [one] = spoofed.listed;
    assert.deepEqual(
      [one?.count, one?.byOutcome.delivered, one?.targets.count, one?.networks],
      [4, 4, 4, ['203.0.113.0/24']],
    );
  });

  it('keeps the spoof report beside it, summed up over days and never added', async () => {
    const line: SpoofRow = {
      ...{ at: '2026-11-26T00:00:00.000Z', domain: 'contoso.example', count: 3 },
      ...{ type: 'internal', spoofedUser: director, trueSender: 'evil.example' },
      ...{ infrastructure: '203.0.113.0/24', result: 'Blocked' },
    };
    const spoofs = {
      daysBack: 90,
      probe: () => Promise.resolve({ kind: 'present' as const }),
      read: () =>
        Promise.resolve({
          rows: [line, { ...line, count: 4, result: 'Allowed' }],
          truncated: false,
        }),
    };
    const report = await reportOf([], { spoofs });
    assert.deepEqual(
      report.spoofReport?.listed.map(({ count, results }) => [count, results]),
      [[7, ['Blocked', 'Allowed']]],
    );
    assert.equal(report.spoofed.listed.length, 0);
    assert.equal((await reportOf([])).spoofReport, undefined);
  });
});
