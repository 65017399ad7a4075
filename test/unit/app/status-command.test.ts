import assert from 'node:assert/strict';
import { keepLatest } from '../../../src/app/scan-run.js';
import { spamCoverages } from '../../../src/app/spam-job.js';
import { zapCoverages } from '../../../src/app/zap-job.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { contoso } from '../../support/sample-findings.js';
import { CommandDesk, fabrikam, woodgrove } from './commands-desk.js';

describe('status: zapped mail', () => {
  let desk: CommandDesk;
  beforeEach(() => {
    desk = new CommandDesk();
  });

  const line = async (): Promise<string> => {
    const rows = (await desk.say('status'))?.rows ?? [];
    return rows
      .flatMap(({ name, value }) => (name === 'Zapped mail' ? [String(value)] : []))
      .join();
  };
  const looked = ({ id, name }: Tenant, complete: boolean, readAt: string): Promise<void> =>
    keepLatest(desk.documents, zapCoverages, id, {
      ...{ tenantId: id, tenantName: name, complete, read: [], notRead: [], limits: [], readAt },
    });

  it('says when no tenant has been looked at yet', async () => {
    assert.equal(await line(), 'Not read yet');
  });

  it('counts against all tenants that are watched, and says the oldest look', async () => {
    await looked(contoso, true, '2026-01-05T07:30:00.000Z');
    await looked(fabrikam, false, '2026-01-05T07:00:00.000Z');
    const words = await line();
    assert.match(words, /^1 of 3 tenants read completely\./);
    assert.match(words, /oldest look: .*07:00/);
    assert.match(words, /Not read yet: 1\.$/);
  });

  it('counts no tenant that is watched no longer', async () => {
    desk.tenants = [contoso];
    await looked(contoso, true, '2026-01-05T07:30:00.000Z');
    await looked(woodgrove, false, '2025-01-05T07:00:00.000Z');
    const words = await line();
    assert.match(words, /^1 of 1 tenant read completely\. The oldest look: .*07:30/);
    assert.doesNotMatch(words, /Not read yet/);
  });
});

describe('status: mail flow', () => {
  let desk: CommandDesk;
  beforeEach(() => {
    desk = new CommandDesk();
  });

  const lines = async (): Promise<string[]> => {
    const rows = (await desk.say('status'))?.rows ?? [];
    return rows.flatMap(({ name, value }) =>
      String(name).startsWith('Mail flow') ? [`${String(name)}: ${String(value)}`] : [],
    );
  };
  const read = ({ id }: Tenant, readAt: string, notRead: readonly string[] = []): Promise<void> =>
    keepLatest(desk.documents, spamCoverages, id, {
      ...{ tenantId: id, tenantName: 'x', complete: notRead.length === 0, read: [], limits: [] },
      ...{ notRead, readAt },
    });

  it('says when it has not been read of any tenant', async () => {
    assert.deepEqual(await lines(), ['Mail flow: Not read yet']);
  });

  it('says of each tenant when it was last read, and first what could not be read', async () => {
    await read(contoso, '2026-01-05T07:30:00.000Z');
    await read(fabrikam, '2026-01-05T07:40:00.000Z', [
      'Message trace could not be read.',
      'b',
      'c',
    ]);
    assert.deepEqual(await lines(), [
      'Mail flow: 1 of 3 tenants read completely. Not read yet: 1.',
      'Mail flow of Fabrikam: Last read 5 Jan 2026, 07:40 UTC, not completely. Message trace could not be read. b And 1 more.',
      'Mail flow of Contoso: Last read 5 Jan 2026, 07:30 UTC, completely.',
    ]);
  });

  it('says nothing of a tenant that is watched no longer, and of many tenants the oldest first', async () => {
    const ids = Array.from({ length: 12 }, (_, n) => `44444444-4444-4444-8444-0000000000${n + 10}`);
    desk.tenants = ids.map((id, n) => ({ id: id as Tenant['id'], name: `T${n}` }));
    for (const [n, tenant] of desk.tenants.entries()) {
      await read(tenant, `2026-01-05T07:${59 - n}:00.000Z`);
    }
    await read(woodgrove, '2025-01-05T07:00:00.000Z');
    const said = await lines();
    assert.equal(said[0], 'Mail flow: 12 of 12 tenants read completely.');
    assert.deepEqual(
      [said.length, said[1]],
      [9, 'Mail flow of T11: Last read 5 Jan 2026, 07:48 UTC, completely.'],
    );
  });
});
