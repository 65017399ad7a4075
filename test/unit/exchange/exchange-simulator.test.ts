import assert from 'node:assert/strict';
import { exchangeCommands } from '../../../src/adapters/exchange/exchange-commands.js';
import { forwardReader } from '../../../src/adapters/exchange/forward-reader.js';
import { forwardWriter } from '../../../src/adapters/exchange/forward-writer.js';
import { tokenPool } from '../../../src/adapters/entra/token-pool.js';
import type { ForwardReader, ForwardWriter } from '../../../src/forwards/ports.js';
import { AppError } from '../../../src/lib/errors.js';
import { Secret } from '../../../src/lib/secret.js';
import { DEMO, demoScenario } from '../../../src/simulator/scenario/demo.js';
import { startSimulator } from '../../../src/simulator/server.js';
import type { Simulator } from '../../../src/simulator/server.js';
import type { FaultInput } from '../../../src/simulator/faults.js';
import { causeOf } from '../../../src/tenants/diagnose.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { tenantOf } from './exchange-server.js';

const resource = 'https://outlook.office365.com';
const fabrikam = tenantOf(DEMO.fabrikam);

function setUp(simulator: Simulator, clock: VirtualClock) {
  const pool = tokenPool({ loginUrl: `${simulator.url}/login`, loopback: true, clock });
  const commandsOf = ({ appId, secret }: { appId: string; secret: string }) => {
    const credential = { kind: 'secret', secret: Secret.of(secret) } as const;
    const made = new Map<string, ReturnType<typeof exchangeCommands>>();
    return (tenantId: string) => {
      const tokens = pool.source(tenantId, resource, { clientId: appId, credential });
      const baseUrl = `${simulator.url}/exchange`;
      const options = { baseUrl, tenantId, tokens, clock, attemptTimeoutMs: 500 };
      const commands = made.get(tenantId) ?? exchangeCommands(options);
      made.set(tenantId, commands);
      return commands;
    };
  };
  return { reader: commandsOf(DEMO.reader), actor: commandsOf(DEMO.actor) };
}

describe('forwarding against the simulated Exchange', () => {
  let simulator: Simulator;
  let clock: VirtualClock;
  let reader: ForwardReader;
  let writer: ForwardWriter;
  let wholeCount = 0;

  // One simulator for all: making its signing keys takes longest. Time moves on, so that no Retry-After outlives a test.
  before(async () => {
    clock = new VirtualClock({ skipping: true, start: new Date().toISOString() });
    simulator = await startSimulator({ scenario: demoScenario(), clock: () => clock.now() });
  });
  beforeEach(async () => {
    await clock.advance(2 * 86_400_000);
    const commands = setUp(simulator, clock);
    reader = forwardReader(commands.reader);
    writer = forwardWriter(commands.actor);
    wholeCount = (await reader.readTenant(fabrikam)).mailboxes.length;
    assert.ok(wholeCount > 10);
  });
  afterEach(() => {
    simulator.faults.clear();
    assert.deepEqual(simulator.violations(), []);
  });
  after(() => simulator.close());
  const count = async () => (await reader.readTenant(fabrikam)).mailboxes.length;

  it('reads every forward, looks up targets and members', async () => {
    const reading = await reader.readTenant(fabrikam);
    assert.ok(reading.mailboxes.length > 10);
    const targets = reading.mailboxes.flatMap(({ forwardingAddress }) => forwardingAddress ?? []);
    const found = await reader.lookUp(fabrikam, [...targets, 'Nobody At All']);
    assert.deepEqual(
      [...found.values()].map(({ kind }) => kind),
      [...targets.map(() => 'one'), 'none'],
    );
  });

  it('removes a forward and sees that it is gone', async () => {
    const [target] = (await reader.readTenant(fabrikam)).mailboxes;
    assert.ok(target);
    await writer.clear(fabrikam, target.mailboxId);
    const after = await reader.readMailbox(fabrikam, target.mailboxId);
    assert.ok(after.kind === 'read');
    const { forwardingSmtpAddress, forwardingAddress, keepsCopy } = after.mailbox;
    assert.deepEqual([forwardingSmtpAddress, forwardingAddress, keepsCopy], [null, null, false]);
    await writer.set(fabrikam, target.mailboxId, target);
    assert.equal(await count(), wholeCount);
  });

  it('says that a mailbox is not there', async () => {
    const gone = await reader.readMailbox(fabrikam, 'dddddddd-0000-4000-8000-00000000dddd');
    assert.deepEqual(gone, { kind: 'not-found' });
  });

  const passing: readonly FaultInput[] = [
    { fault: 'throttle-with-retry-after', times: 1, retryAfterSeconds: 7 },
    { fault: 'throttle-without-header', times: 1 },
    { fault: 'throttle-plain-text', times: 1 },
    { fault: 'throttle-plain-text', times: 1, status: 200 },
    { fault: 'transient-400', times: 3 },
    { fault: 'unauthorized-once', times: 1 },
    { fault: 'server-error-500', times: 1 },
    { fault: 'server-error-503', times: 1 },
    { fault: 'reset-before', times: 1 },
    { fault: 'empty-page-with-link', times: 2 },
    { fault: 'duplicate-pages', times: 2 },
  ];
  for (const fault of passing) {
    it(`reads everything in spite of ${fault.fault} (${fault.status ?? ''})`, async () => {
      simulator.faults.add({ ...fault, service: 'exchange' });
      assert.equal(await count(), wholeCount);
    });
  }

  const lasting: readonly (readonly [FaultInput, string])[] = [
    [{ fault: 'huge-retry-after' }, 'throttled'],
    [{ fault: 'throttle-without-header' }, 'throttled'],
    [{ fault: 'throttle-plain-text', status: 400 }, 'throttled'],
    [{ fault: 'forbidden-garbage-body' }, 'role-missing'],
    [{ fault: 'rbac-missing' }, 'role-missing'],
    [{ fault: 'errors-inside-200' }, 'service-failed'],
    [{ fault: 'server-error-503' }, 'service-failed'],
    [{ fault: 'html-with-200' }, 'unexpected-answer'],
    [{ fault: 'cut-json' }, 'unexpected-answer'],
    [{ fault: 'missing-batch-item' }, 'unexpected-answer'],
    [{ fault: 'wrong-types' }, 'unexpected-answer'],
    [{ fault: 'next-link-loop' }, 'unexpected-answer'],
    [{ fault: 'foreign-next-link' }, 'unexpected-answer'],
  ];
  for (const [fault, cause] of lasting) {
    it(`calls a tenant with lasting ${fault.fault} unread: ${cause}`, async () => {
      simulator.faults.add({ ...fault, service: 'exchange' });
      const error: unknown = await reader.readTenant(fabrikam).catch((caught: unknown) => caught);
      assert.ok(error instanceof AppError);
      assert.equal(causeOf(error)?.code, cause);
    });
  }

  it('never sends a removal twice when its answer is lost, and the removal is seen', async () => {
    const [target] = (await reader.readTenant(fabrikam)).mailboxes;
    assert.ok(target);
    const begun = simulator.ledger.last;
    simulator.faults.add({
      fault: 'reset-after-commit',
      cmdlet: 'Set-Mailbox',
      service: 'exchange',
    });
    await assert.rejects(writer.clear(fabrikam, target.mailboxId), { mayHaveArrived: true });
    const sets = simulator.ledger
      .of('cmdlet')
      .filter(({ cmdlet, request }) => cmdlet === 'Set-Mailbox' && request > begun);
    assert.equal(sets.length, 1);
    assert.equal(await count(), wholeCount - 1);
  });

  it('uses a token of another tenant for nothing', async () => {
    const adatum = tenantOf(DEMO.adatum);
    simulator.faults.add({ fault: 'wrong-tenant-token', service: 'login' });
    await assert.rejects(reader.readTenant(adatum), (error: unknown) => {
      return causeOf(error)?.code === 'wrong-tenant';
    });
  });

  it('lists the cmdlets that the roles allow', async () => {
    const names = await setUp(simulator, clock).reader(fabrikam).availableCmdlets();
    assert.ok(names.has('Get-Mailbox') && !names.has('Set-Mailbox'));
  });
});
