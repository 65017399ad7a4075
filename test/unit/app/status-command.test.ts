import assert from 'node:assert/strict';
import { keepLatest } from '../../../src/app/scan-run.js';
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
