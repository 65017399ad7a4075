import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChannelRef } from '../../src/alerts/ports.js';
import type { Etag } from '../../src/lib/etag.js';
import type { Json } from '../../src/lib/json.js';
import type { TenantHealth } from '../../src/tenants/health.js';
import type { TenantId } from '../../src/tenants/tenant.js';
import { anyJson, hostileTexts } from '../support/arbitraries.js';
import { backends, collect, type Stores } from './backends.js';

const contoso = '11111111-1111-4111-8111-111111111111' as TenantId;
const fabrikam = '22222222-2222-4222-8222-222222222222' as TenantId;

function channelOf(channelId: string): ChannelRef {
  return {
    tenantId: contoso,
    teamId: '19:team@thread.tacv2',
    channelId,
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    chosenBy: fabrikam,
    chosenAt: '2026-01-05T08:00:00.000Z',
  };
}

function healthOf(tenantId: TenantId, change: Partial<TenantHealth> = {}): TenantHealth {
  return {
    tenantId,
    name: "Contoso's \u202e name",
    state: 'healthy',
    since: '2026-01-05T08:00:00.000Z',
    inventoried: false,
    failuresInRow: 0,
    ...change,
  };
}

for (const backend of backends) {
  describe(`The channel store ${backend.name}`, () => {
    let stores: Stores;
    beforeEach(async () => {
      stores = await backend.open();
    });

    it('has no channel before one is chosen', async () => {
      assert.equal(await stores.channel.current(), undefined);
    });

    it('keeps the channel chosen last', async () => {
      await stores.channel.choose(channelOf('19:a@thread.tacv2'));
      await stores.channel.choose(channelOf('19:b@thread.tacv2'));
      assert.deepEqual((await stores.channel.current())?.row, channelOf('19:b@thread.tacv2'));
    });

    it('forgets the channel named, and no other', async () => {
      await stores.channel.forget('19:b@thread.tacv2');
      await stores.channel.choose(channelOf('19:b@thread.tacv2'));
      await stores.channel.forget('19:a@thread.tacv2');
      assert.ok(await stores.channel.current());
      await stores.channel.forget('19:b@thread.tacv2');
      assert.equal(await stores.channel.current(), undefined);
    });

    it('holds one of the channels that several people choose at once', async () => {
      const choices = ['a', 'b', 'c', 'd'].map(channelOf);
      await Promise.all(choices.map((choice) => stores.channel.choose(choice)));
      const chosen = (await stores.channel.current())?.row;
      assert.ok(choices.some((choice) => choice.channelId === chosen?.channelId));
    });
  });

  describe(`The claim store ${backend.name}`, () => {
    let stores: Stores;
    beforeEach(async () => {
      stores = await backend.open();
    });

    it('gives a key to exactly one of 40 who ask at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => stores.claims.claim('slot|2026-W02')),
      );
      assert.equal(answers.filter((won) => won).length, 1);
      assert.equal(await stores.claims.claim('slot|2026-W02'), false);
    });

    it('takes any text as a key, and keeps keys apart', async () => {
      const keys = [
        ...new Set([...hostileTexts.map((text) => text.toWellFormed()), 'a', 'A', 'a ']),
      ];
      for (const key of keys) assert.equal(await stores.claims.claim(key), true);
      for (const key of keys) assert.equal(await stores.claims.claim(key), false);
    });

    it('forgets the claims made before a time, and no other', async () => {
      const old = ['a', 'b', 'c'];
      for (const key of old) await stores.claims.claim(key);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const between = new Date();
      await stores.claims.claim('young');
      assert.equal(await stores.claims.purgeOlder(new Date(between.getTime() - 60_000)), 0);
      assert.equal(await stores.claims.claim('a'), false);
      assert.equal(await stores.claims.purgeOlder(between), old.length);
      assert.equal(await stores.claims.purgeOlder(between), 0);
      for (const key of old) assert.equal(await stores.claims.claim(key), true);
      assert.equal(await stores.claims.claim('young'), false);
    });
  });

  describe(`The tenant health store ${backend.name}`, () => {
    let stores: Stores;
    beforeEach(async () => {
      stores = await backend.open();
    });

    it('inserts once, and replaces only the version that was read', async () => {
      assert.equal(await stores.health.read(contoso), undefined);
      assert.equal(await stores.health.write(healthOf(contoso), undefined), 'written');
      assert.equal(await stores.health.write(healthOf(contoso), undefined), 'conflict');
      const etag = (await stores.health.read(contoso))?.etag;
      const suspended = healthOf(contoso, {
        state: 'suspended',
        cause: { code: 'consent-withdrawn', serviceCode: 'AADSTS65001' },
        nextProbeAt: '2026-01-06T08:00:00.000Z',
        lastFound: 0,
      });
      assert.equal(await stores.health.write(suspended, etag), 'written');
      assert.equal(await stores.health.write(healthOf(contoso), etag), 'conflict');
      assert.deepEqual((await stores.health.read(contoso))?.health, suspended);
    });

    it('lists every tenant in the order of their ids', async () => {
      await stores.health.write(healthOf(fabrikam), undefined);
      await stores.health.write(healthOf(contoso), undefined);
      assert.deepEqual(await stores.health.all(), [healthOf(contoso), healthOf(fabrikam)]);
    });
  });

  describe(`The document store ${backend.name}`, () => {
    let stores: Stores;
    beforeEach(async () => {
      stores = await backend.open();
    });

    it('inserts, replaces and removes only in the version named', async () => {
      const { documents } = stores;
      assert.equal(await documents.read('slots', 'digest'), undefined);
      assert.equal(await documents.write('slots', 'digest', { run: 1 }, undefined), 'written');
      assert.equal(await documents.write('slots', 'digest', { run: 2 }, undefined), 'conflict');
      const first = await documents.read('slots', 'digest');
      assert.ok(first);
      assert.deepEqual([first.key, first.value], ['digest', { run: 1 }]);
      assert.equal(await documents.write('slots', 'digest', { run: 3 }, first.etag), 'written');
      assert.equal(await documents.write('slots', 'digest', { run: 4 }, first.etag), 'conflict');
      assert.equal(await documents.remove('slots', 'digest', first.etag), 'conflict');
      const second = await documents.read('slots', 'digest');
      assert.ok(second);
      assert.deepEqual(second.value, { run: 3 });
      assert.equal(await documents.remove('slots', 'digest', second.etag), 'removed');
      assert.equal(await documents.read('slots', 'digest'), undefined);
    });

    it('calls it a conflict to replace or remove what is not there', async () => {
      const etag = 'W/"none"' as Etag;
      assert.equal(await stores.documents.write('slots', 'x', 1, etag), 'conflict');
      assert.equal(await stores.documents.remove('slots', 'x', etag), 'conflict');
    });

    it('lists one collection only, in the order of the keys', async () => {
      const { documents } = stores;
      for (const key of ['b', 'a|2', 'a', 'B', 'a|10']) {
        await documents.write('runs', key, key, undefined);
      }
      await documents.write('runs2', 'other', null, undefined);
      const keys = (await collect(documents.list('runs'))).map(({ key }) => key);
      assert.deepEqual(keys, ['B', 'a', 'a|10', 'a|2', 'b']);
      assert.deepEqual(await collect(documents.list('nothing')), []);
    });

    it('refuses collections and keys that are not ours', async () => {
      for (const text of ['', 'a b', "a'", 'Europe/Berlin', 'ä', 'x'.repeat(201)]) {
        await assert.rejects(stores.documents.write('runs', text, 1, undefined), RangeError);
        await assert.rejects(stores.documents.read(text, 'a'), RangeError);
        await assert.rejects(collect(stores.documents.list(text)), RangeError);
      }
    });

    it('gives any JSON back exactly as it was', async () => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(anyJson, async (value: Json) => {
          const key = `k${(count += 1)}`;
          assert.equal(await stores.documents.write('any', key, value, undefined), 'written');
          assert.deepEqual((await stores.documents.read('any', key))?.value, value);
        }),
        { numRuns: 60 },
      );
    });
  });
}
