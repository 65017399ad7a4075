import { AppError } from '../../lib/errors.js';
import type { TenantId } from '../../tenants/tenant.js';
import type { CopyChange, MessageRefs } from '../../zap/ports.js';
import type { QuarantinedMessage, QuarantineReleaser } from '../../zap/quarantine.js';
import { isHeldFor, quarantinedCopy } from './quarantined-copy.js';

interface Release {
  readonly quarantine: QuarantineReleaser;
  readonly tenantId: TenantId;
  readonly message: MessageRefs & { readonly internetMessageId: string };
}

/** Releases each recipient's copy to that recipient alone. When quarantine can't be asked, everybody's change has failed. */
export async function releaseQuarantined(
  release: Release,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, CopyChange>> {
  const changes = new Map<string, CopyChange>();
  if (addresses.length === 0) return changes;
  const { quarantine, tenantId, message } = release;
  const items = await attempt(() => quarantine.find(tenantId, message.internetMessageId));
  for (const address of addresses) {
    changes.set(address, items === 'failed' ? 'failed' : await releaseOne(release, items, address));
  }
  return changes;
}

async function releaseOne(
  { quarantine, tenantId, message }: Release,
  items: readonly QuarantinedMessage[],
  address: string,
): Promise<CopyChange> {
  const held = items.filter((one) => isHeldFor(one, address));
  return attempt(async () => {
    const copy = await quarantinedCopy(quarantine, tenantId, held, message);
    if (copy === undefined) return 'not-found';
    await quarantine.release(tenantId, copy.identity, address);
    return 'done';
  });
}

async function attempt<T>(run: () => Promise<T>): Promise<T | 'failed'> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return 'failed';
  }
}
