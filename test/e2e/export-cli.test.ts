import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chain, emptyHead } from '../../src/alerts/audit.js';
import type { Write } from '../../src/alerts/ports.js';
import { readStorageConfig } from '../../src/app/config.js';
import { openStores } from '../../src/app/stores.js';
import { systemClock } from '../../src/lib/clock.js';
import { jsonLog } from '../../src/lib/json-log.js';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import type { TenantId } from '../../src/tenants/tenant.js';
import { sharedAzurite } from '../support/shared-azurite.js';
import { inboxWarden, parseCsv, type Ended, type Env } from './cli-process.js';

const contoso = DEMO.contoso as string as TenantId;

describe('inbox-warden export, as a process', function () {
  this.timeout(60_000);
  let env: Env;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'export-'));
    const { connectionString } = await sharedAzurite();
    env = {
      WARDEN_STORAGE: connectionString,
      WARDEN_STORAGE_PREFIX: `t${randomBytes(8).toString('hex')}`,
    };
    const stores = await openStores(readStorageConfig(env), systemClock, jsonLog('silent'));
    const drafts = Array.from({ length: 1_500 }, (_, n) => ({
      at: '2026-01-05T08:00:00.000Z',
      what: 'alert.raised',
      detail: { n, text: '=cmd|\u202E' },
    }));
    const { records, head } = chain(emptyHead, drafts);
    for (let at = 0; at < records.length; at += 80) {
      const writes = records
        .slice(at, at + 80)
        .map((value): Write => ({ type: 'audit', value, etag: undefined }));
      await stores.alerts.commit(contoso, writes);
    }
    await stores.alerts.commit(contoso, [{ type: 'audit-head', value: head, etag: undefined }]);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (...args: string[]): Promise<Ended> => inboxWarden(['export', ...args], env);

  it('writes every line of the record to a file for Excel, and to a pipe without a mark', async () => {
    const file = join(folder, 'audit.csv');
    const [toFile, toPipe] = await Promise.all([run('audit', '--output', file), run('audit')]);
    assert.equal(toFile.exitCode, 1, toFile.err);
    assert.match(toFile.err, /Export of audit: 1,500 rows of 1 tenant\./);
    const text = readFileSync(file, 'utf8');
    assert.equal(text, `\uFEFF${toPipe.out}`);
    const rows = parseCsv(toPipe.out);
    assert.equal(rows.length, 1_501);
    assert.equal(rows[0]?.[2], 'Sequence');
    assert.equal(rows[1_500]?.[2], '1500');
    assert.doesNotMatch(text, /\u202E/);
  });

  it('ends with 0 where there is nothing, and with 2 when something is known to be missing', async () => {
    const [none, forwards, recent] = await Promise.all([
      run('approvals'),
      run('forwards'),
      run('audit', '--days', '1'),
    ]);
    assert.equal(none.exitCode, 0, none.err);
    assert.equal(forwards.exitCode, 2);
    assert.match(forwards.err, /note: .*has not been read yet/);
    assert.equal(parseCsv(recent.out).length, 1);
    assert.equal(recent.exitCode, 2);
  });

  it('writes no file when a tenant is not known', async () => {
    const { exitCode, out } = await run('audit', '--tenant', 'Nobody Ltd');
    assert.equal(exitCode, 3);
    assert.equal(out, '');
  });
});
