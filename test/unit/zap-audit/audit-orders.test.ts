import assert from 'node:assert/strict';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { ContractError } from '../../../src/lib/errors.js';
import { scanZap } from '../../../src/zap/scan.js';
import { reportCoverage } from '../../../src/zap/report-coverage.js';
import { serviceError } from '../zap-detect/fake-sources.js';
import { after, networkId, sighting, tenant } from '../zap-detect/fixture.js';
import { access, AuditWorld, recipientIn } from './fake-audit.js';

const taken = sighting({ location: 'quarantine' });

describe('searches of the audit log', () => {
  let world: AuditWorld;
  beforeEach(() => {
    world = new AuditWorld();
    world.fake.have('hunting').saw('hunting', taken);
  });

  const failuresOf = async (): Promise<readonly (readonly [string, string | undefined])[]> => {
    const { sourceFailures } = (await world.scan()).coverage;
    return sourceFailures.map(({ source, cause }) => [source, cause.serviceCode] as const);
  };

  it('are one at a time: while one runs, none is ordered', async () => {
    await world.scan();
    world.fake.saw('hunting', taken, sighting({ networkMessageId: networkId('new') }));
    await world.scan();
    await world.scan();
    assert.equal(world.audit.orders.length, 1);
    assert.deepEqual(world.audit.collected, ['order-1', 'order-1']);
  });

  it('ask the same three times at most, a day apart', async () => {
    world.audit.tells();
    const hours: number[] = [];
    for (let hour = 0; hour < 24 * 6; hour += 4) {
      await world.scan();
      while (hours.length < world.audit.orders.length) hours.push(hour);
      world.later(4);
    }
    assert.deepEqual(hours, [0, 24, 48]);
  });

  it('stop a week after the purge', async () => {
    world.later(24 * 7 + 1);
    await world.scan();
    assert.equal(world.audit.orders.length, 0);
  });

  it('are collected by whoever comes after a restart, from what was written down', async () => {
    await world.scan();
    const restarted = Object.assign(new AuditWorld(), {
      fake: world.fake,
      documents: world.documents,
      records: world.records,
    });
    restarted.audit.tells(access({ at: after(30) }));
    const { records } = await restarted.scan();
    assert.equal(recipientIn(records).evidence.from, 'audit');
    assert.deepEqual([restarted.audit.collected, restarted.audit.orders], [['order-1'], []]);
  });

  it('are not repeated by a scan that comes while one is being ordered', async () => {
    world.audit.duringOrder = async () => {
      world.audit.duringOrder = () => Promise.resolve();
      await world.scan();
    };
    await world.scan();
    assert.equal(world.audit.orders.length, 1);
    world.audit.tells(access({ at: after(30) }));
    assert.equal(recipientIn((await world.scan()).records).evidence.from, 'audit');
  });

  it('of a process that died while ordering are given up, and asked again a day later', async () => {
    world.audit.orderError = new RangeError('killed');
    await assert.rejects(world.scan(), RangeError);
    world.audit.orderError = undefined;
    await world.scan();
    world.later(0.5);
    await world.scan();
    assert.deepEqual([world.audit.orders.length, world.audit.collected], [1, []]);
    world.later(24);
    await world.scan();
    assert.equal(world.audit.orders.length, 2);
  });

  it('that are lost are a failure, and are asked again a day later', async () => {
    await world.scan();
    world.audit.answer = { kind: 'lost' };
    assert.deepEqual(await failuresOf(), [['audit', 'audit-search-lost']]);
    assert.deepEqual(await failuresOf(), []);
    assert.equal(world.audit.orders.length, 1);
    world.later(24);
    await world.scan();
    assert.equal(world.audit.orders.length, 2);
  });

  it('that never come to an end are given up after a day, and said to be late', async () => {
    await world.scan();
    world.later(23);
    assert.deepEqual(await failuresOf(), []);
    world.later(2);
    assert.deepEqual(await failuresOf(), [['audit', 'audit-search-late']]);
    assert.equal(world.audit.orders.length, 2);
  });

  it('that can not be collected now are collected later', async () => {
    await world.scan();
    world.audit.answer = serviceError(503);
    assert.deepEqual(await failuresOf(), [['audit', '503']]);
    world.audit.tells(access({ at: after(30) }));
    assert.equal(recipientIn((await world.scan()).records).evidence.from, 'audit');
    assert.equal(world.audit.orders.length, 1);
  });

  it('that are refused are a failure and count as asked', async () => {
    world.audit.orderError = serviceError(429);
    assert.deepEqual(await failuresOf(), [['audit', '429']]);
    world.audit.orderError = undefined;
    assert.deepEqual(await failuresOf(), []);
    assert.equal(world.audit.orders.length, 1);
    world.later(24);
    await world.scan();
    assert.equal(world.audit.orders.length, 2);
  });

  it('that are refused for a permission have the permission looked at anew', async () => {
    world.audit.orderError = serviceError(403);
    await world.scan();
    world.audit.presence = { kind: 'absent', why: 'no-permission' };
    const { coverage } = await world.scan();
    assert.equal(world.audit.probes, 2);
    assert.match(reportCoverage(coverage).limits.join(), /The audit log was not asked/);
  });

  it('keep the order of an answer that could not be stored', async () => {
    await world.scan();
    world.audit.tells(access({ at: after(30) }));
    const { records } = world;
    const failing = { ...world.services(), records: { ...methods(world), write: conflict } };
    await assert.rejects(scanZap(tenant, failing), { name: 'StoreConflictError' });
    assert.equal(world.records, records);
    assert.equal(recipientIn((await world.scan()).records).evidence.from, 'audit');
  });

  it('say what is missing from an answer', async () => {
    await world.scan();
    world.audit.answer = { kind: 'done', accesses: [], gaps: ['throttled', 'truncated'] };
    const { limits, notRead } = reportCoverage((await world.scan()).coverage);
    assert.equal(limits.filter((limit) => limit.startsWith('The audit log')).length, 2);
    assert.deepEqual(notRead, []);
  });

  it('ask in several turns when many people are concerned, the latest purges first', async () => {
    const names = Array.from({ length: 45 }, (_, index) => `p${String(index).padStart(2, '0')}`);
    world.fake.directory = names.map((name) => ({
      objectId: networkId(name),
      userPrincipalName: `${name}@contoso.example`,
      addresses: [`${name}@contoso.example`],
      displayName: name,
      accountEnabled: true,
    }));
    world.fake.saw(
      'hunting',
      ...names.map((name, index) => ({
        ...taken,
        networkMessageId: networkId(`to ${name}`),
        recipient: `${name}@contoso.example`,
        zapAt: { kind: 'exact' as const, at: after(47 + index) },
      })),
    );
    world.audit.tells();
    for (let scan = 0; scan < 5; scan += 1) await world.scan();
    const asked = world.audit.orders.map(({ accounts }) => accounts);
    assert.deepEqual(
      asked.map(({ length }) => length),
      [20, 20, 5],
    );
    assert.ok(asked[0]?.includes('p44@contoso.example'));
    assert.deepEqual(
      asked.flat().sort(),
      names.map((name) => `${name}@contoso.example`),
    );
  });

  it('are never forgotten because what was written down can not be read', async () => {
    const documents = new MemoryDocumentStore();
    await documents.write('zap-audit', tenant.id, { asked: 'nobody' }, undefined);
    const scan = scanZap(tenant, { ...world.services(), documents });
    await assert.rejects(scan, ContractError);
    assert.equal(world.audit.orders.length, 0);
  });
});

function methods({ records }: AuditWorld) {
  return {
    read: records.read.bind(records),
    list: records.list.bind(records),
    forget: records.forget.bind(records),
  };
}

function conflict(): Promise<'conflict'> {
  return Promise.resolve('conflict');
}
