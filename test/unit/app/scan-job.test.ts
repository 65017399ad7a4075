import assert from 'node:assert/strict';
import { handleJob, type JobServices } from '../../../src/app/job-handlers.js';
import { jobSchema } from '../../../src/app/job.js';
import { scanOneMailbox, scanTenant, type ScanServices } from '../../../src/app/scan-job.js';
import { startRun } from '../../../src/app/scan-run.js';
import type { CardContent } from '../../../src/alerts/card-content.js';
import { forwardKind } from '../../../src/forwards/card.js';
import { forwardRemediation } from '../../../src/forwards/remediate.js';
import { ServiceError } from '../../../src/lib/errors.js';
import { unreadableKind } from '../../../src/tenants/unreadable.js';
import { channelRef } from '../../support/desk.js';
import { noExports } from '../../support/no-exports.js';
import { noSpam } from '../../support/no-spam.js';
import { noZap } from '../../support/no-zap.js';
import { contoso } from '../../support/sample-findings.js';
import { FakeExchange, mailbox, mailboxId, noPartners } from '../forwards/fake-exchange.js';
import { CommandDesk } from './commands-desk.js';

const consentGone = new ServiceError(
  'No.',
  { service: 'entra', status: 400, serviceCode: 'AADSTS7000112' },
  { retryable: false },
);
const throttled = new ServiceError(
  'No.',
  { service: 'exchange', status: 429 },
  { retryable: true },
);

/** The scan of one tenant over the real detector, on an Exchange in memory. */
class ScanBench extends CommandDesk {
  readonly exchange = new FakeExchange();
  readonly scans: ScanServices;
  readonly jobServices: JobServices;
  readonly shown: CardContent[] = [];
  onShow: () => Promise<void> = () => Promise.resolve();

  constructor() {
    super();
    const remediation = forwardRemediation(this.exchange, this.exchange, noPartners);
    const kinds = {
      ...this.desk.services.kinds,
      forward: forwardKind(remediation),
      zap: forwardKind(),
      spam: forwardKind(),
      unreadable: unreadableKind((id) => `https://login.example/${id}`),
    };
    const alerts = { ...this.desk.services, kinds };
    this.scans = { alerts, reader: this.exchange, policy: noPartners, health: this.health };
    this.jobServices = {
      scans: this.scans,
      zaps: { alerts, scans: noZap(this.documents, this.desk.clock).scans },
      spam: noSpam(alerts, this.documents),
      digest: this.services.digest,
      exports: noExports(this.services),
      registry: this.services.registry,
      documents: this.documents,
      claims: this.claims,
      queue: this.queue,
      showProgress: async (_place, card) => {
        await this.onShow();
        this.shown.push(card);
        return { kind: 'updated' };
      },
    };
  }

  forwards(...numbers: number[]): void {
    this.exchange.mailboxes = numbers.map((n) =>
      mailbox({ mailboxId: mailboxId(n), forwardingSmtpAddress: `smtp:x${n}@evil.example` }),
    );
  }

  scan(onDemand = false): ReturnType<typeof scanTenant> {
    return this.desk.done(scanTenant(this.scans, contoso, { onDemand }));
  }

  async states(): Promise<string[]> {
    return (await this.desk.alerts()).map(({ kind, state }) => `${kind} ${state}`).sort();
  }
}

describe('The scan of a tenant', () => {
  let bench: ScanBench;
  beforeEach(async () => {
    bench = new ScanBench();
    await bench.desk.ready;
  });

  it('raises what it finds, and resolves it when it is gone', async () => {
    bench.forwards(1, 2);
    const coverage = await bench.scan();
    assert.deepEqual([coverage?.found, coverage?.outcome.kind], [2, 'found']);
    bench.forwards(2);
    bench.exchange.mailboxes.push(mailbox({ mailboxId: mailboxId(1) }));
    await bench.scan();
    assert.deepEqual(await bench.states(), ['forward open', 'forward resolved']);
    assert.equal((await bench.health.read(contoso.id))?.health.state, 'healthy');
  });

  it('resolves nothing, and tells people, when the tenant can not be read', async () => {
    bench.forwards(1);
    await bench.scan();
    // The mailbox itself could be read and no longer forwards: that is not enough.
    bench.exchange.mailboxes = [mailbox({ mailboxId: mailboxId(1) })];
    bench.exchange.broken = { readTenant: consentGone };
    const coverage = await bench.scan();
    assert.equal(coverage?.outcome.kind, 'unknown');
    assert.deepEqual(await bench.states(), ['forward open', 'unreadable open']);
  });

  it('resolves the unreadable tenant by the next complete reading', async () => {
    bench.exchange.broken = { readTenant: consentGone };
    await bench.scan();
    bench.exchange.broken = {};
    await bench.scan(true);
    assert.deepEqual(await bench.states(), ['unreadable resolved']);
  });

  it('tells nobody of the first failure that may pass by itself', async () => {
    bench.exchange.broken = { readTenant: throttled };
    await bench.scan();
    assert.deepEqual(await bench.states(), []);
    await bench.scan();
    assert.deepEqual(await bench.states(), ['unreadable open']);
  });

  it('leaves a suspended tenant alone until its probe, but not when a person asks', async () => {
    bench.exchange.broken = { readTenant: consentGone };
    await bench.scan();
    bench.exchange.broken = {};
    assert.equal(await bench.scan(), undefined);
    assert.deepEqual(await bench.states(), ['unreadable open']);
    assert.equal((await bench.scan(true))?.outcome.kind, 'clean');
    assert.deepEqual(await bench.states(), ['unreadable resolved']);
  });

  it('of one mailbox resolves nothing and says nothing of the tenant', async () => {
    bench.forwards(1);
    await bench.scan();
    const before = await bench.health.all();
    bench.exchange.mailboxes = [mailbox({ mailboxId: mailboxId(2) })];
    const coverage = await bench.desk.done(scanOneMailbox(bench.scans, contoso, 'ida@contoso.com'));
    assert.equal(coverage.outcome.kind, 'clean');
    assert.deepEqual(await bench.states(), ['forward open']);
    assert.deepEqual(await bench.health.all(), before);
  });

  it('rejects for a bug, and changes nothing', async () => {
    bench.forwards(1);
    await bench.scan();
    const health = await bench.health.all();
    bench.exchange.broken = { readTenant: new TypeError('a bug') };
    await assert.rejects(bench.scan(), TypeError);
    assert.deepEqual([await bench.states(), await bench.health.all()], [['forward open'], health]);
  });
});

describe('A job', () => {
  let bench: ScanBench;
  const place = {
    serviceUrl: channelRef.serviceUrl,
    tenantId: contoso.id,
    conversationId: 'c',
    activityId: 'a',
  };
  beforeEach(async () => {
    bench = new ScanBench();
    await bench.desk.ready;
  });

  it('is read back from the queue as it was written, and nothing else is', () => {
    const job = { kind: 'scan', tenantId: contoso.id, runId: 'r', onDemand: true, mailbox: 'a@b' };
    assert.deepEqual(jobSchema.parse(job), job);
    for (const wrong of [
      {},
      { kind: 'remove', tenantId: contoso.id },
      { kind: 'deliver', tenantId: 'contoso' },
      { kind: 'deliver' },
      { kind: 'deliver', tenantId: contoso.id, extra: 1 },
      { kind: 'progress' },
    ]) {
      assert.equal(jobSchema.safeParse(wrong).success, false, JSON.stringify(wrong));
    }
  });

  it('of a run keeps its result and shows the end', async () => {
    bench.forwards(1);
    const run = await startRun(bench.documents, [contoso], place, bench.desk.clock.now());
    const job = { kind: 'scan', tenantId: contoso.id, runId: run.id } as const;
    await bench.desk.done(handleJob(bench.jobServices, job));
    const [progress] = (await bench.jobs()).filter(({ kind }) => kind === 'progress');
    assert.ok(progress);
    await bench.desk.done(handleJob(bench.jobServices, progress));
    assert.match(JSON.stringify(bench.shown), /1 external forward/);
  });

  it('for a tenant that was taken off the list reads nothing', async () => {
    bench.tenants = [];
    bench.forwards(1);
    await bench.services.registry.refresh();
    await bench.desk.done(handleJob(bench.jobServices, { kind: 'scan', tenantId: contoso.id }));
    assert.deepEqual([bench.exchange.asked, await bench.states()], [[], []]);
  });

  it('scans a known tenant though the list can not be read any more', async () => {
    await bench.services.registry.refresh();
    bench.tenants = new Error('down');
    await bench.desk.clock.advance(86_400_000);
    bench.forwards(1);
    await bench.desk.done(handleJob(bench.jobServices, { kind: 'scan', tenantId: contoso.id }));
    assert.deepEqual(await bench.states(), ['forward open']);
  });

  it('that shows progress ends with the newest state, however slow it was', async () => {
    const run = await startRun(bench.documents, [contoso], place, bench.desk.clock.now());
    bench.onShow = async () => {
      bench.onShow = () => Promise.resolve();
      const job = { kind: 'scan', tenantId: contoso.id, runId: run.id } as const;
      await handleJob(bench.jobServices, job);
    };
    await bench.desk.done(handleJob(bench.jobServices, { kind: 'progress', runId: run.id }));
    assert.equal(bench.shown.length, 2);
    assert.match(JSON.stringify(bench.shown[1]), /No external forwards/);
  });

  it('that shows progress comes back when it was refused, and gives up when the message is gone', async () => {
    const run = await startRun(bench.documents, [contoso], place, bench.desk.clock.now());
    const refused = { kind: 'refused', code: 'teams.429', retryAfterMs: 7_000 } as const;
    const services = { ...bench.jobServices, showProgress: () => Promise.resolve(refused) };
    await bench.desk.done(handleJob(services, { kind: 'progress', runId: run.id }));
    assert.deepEqual(await bench.jobs(), []);
    await bench.desk.clock.advance(7_000);
    assert.equal((await bench.jobs()).length, 1);
    const gone = { kind: 'gone', code: 'teams.404' } as const;
    const deleted = { ...bench.jobServices, showProgress: () => Promise.resolve(gone) };
    await bench.desk.done(handleJob(deleted, { kind: 'progress', runId: run.id }));
    await bench.desk.clock.advance(60_000);
    assert.deepEqual(await bench.jobs(), []);
  });
});
