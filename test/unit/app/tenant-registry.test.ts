import assert from 'node:assert/strict';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { tenantRegistry } from '../../../src/app/tenant-registry.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { contoso } from '../../support/sample-findings.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { fabrikam } from './commands-desk.js';

const quarter = 15 * 60_000;

function registryOf(): {
  clock: VirtualClock;
  asked: () => number;
  say: (answer: Tenant[] | Error) => void;
  registry: ReturnType<typeof tenantRegistry>;
} {
  const clock = new VirtualClock();
  let asked = 0;
  let answer: Tenant[] | Error = [contoso];
  const list = (): Promise<readonly Tenant[]> => {
    asked += 1;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return {
    clock,
    asked: () => asked,
    say: (next) => (answer = next),
    registry: tenantRegistry({ list }, new MemoryDocumentStore(), clock),
  };
}

describe('The list of tenants', () => {
  it('is asked for once, and again when it is a quarter of an hour old', async () => {
    const { clock, registry, asked, say } = registryOf();
    assert.deepEqual(await registry.tenants(), [contoso]);
    await clock.advance(quarter - 1);
    say([contoso, fabrikam]);
    assert.deepEqual(await registry.tenants(), [contoso]);
    assert.equal(asked(), 1);
    await clock.advance(1);
    assert.deepEqual(await registry.tenants(), [contoso, fabrikam]);
  });

  it('is never an empty one because it could not be read', async () => {
    const { registry, say } = registryOf();
    say(new Error('down'));
    await assert.rejects(registry.tenants(), /down/);
    await assert.rejects(registry.find(contoso.id), /down/);
    assert.deepEqual(await registry.known(), []);
  });

  it('stays as it was known when it can not be read any more', async () => {
    const { clock, registry, say } = registryOf();
    await registry.refresh();
    say(new Error('down'));
    await assert.rejects(registry.refresh(), /down/);
    await clock.advance(quarter * 100);
    assert.deepEqual(await registry.known(), [contoso]);
    assert.deepEqual(await registry.find(contoso.id), contoso);
  });

  it('has nobody any more who was taken off it', async () => {
    const { registry, say } = registryOf();
    await registry.refresh();
    say([fabrikam]);
    await registry.refresh();
    assert.equal(await registry.find(contoso.id), undefined);
    assert.deepEqual(await registry.find(fabrikam.id), fabrikam);
  });
});
