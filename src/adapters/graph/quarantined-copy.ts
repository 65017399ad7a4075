import type { TenantId } from '../../tenants/tenant.js';
import type { MessageRefs } from '../../zap/ports.js';
import type { QuarantinedMessage, QuarantineReader } from '../../zap/quarantine.js';
import { networkIdIn } from './mailbox-message.js';

export interface QuarantinedCopy {
  readonly identity: string;
  readonly headers: string;
}

const mostCandidates = 10;
const mostHeaderText = 1024 * 1024;
const headerLine = /^([\w-]{1,80}):[ \t]*(?:\r?\n[ \t]+)?([0-9a-f-]{36})[ \t]*\r?$/gim;

/** Whether something with this InternetMessageId is kept from this recipient. */
export function isHeldFor({ released, recipients }: QuarantinedMessage, address: string): boolean {
  return !released && recipients.includes(address);
}

/**
 * The quarantined copy of exactly this message. The sender writes the InternetMessageId, so where the NetworkMessageId is
 * known the headers must bear it; only a message that stands alone may lack it.
 */
export async function quarantinedCopy(
  quarantine: Pick<QuarantineReader, 'headers'>,
  tenantId: TenantId,
  candidates: readonly QuarantinedMessage[],
  { networkMessageId }: MessageRefs,
): Promise<QuarantinedCopy | undefined> {
  const unnamed: QuarantinedCopy[] = [];
  for (const { identity } of candidates.slice(0, mostCandidates)) {
    const headers = await quarantine.headers(tenantId, identity);
    const id = networkIdOfText(headers);
    if (networkMessageId === undefined || id === networkMessageId.toLowerCase()) {
      return { identity, headers };
    }
    if (id === undefined) unnamed.push({ identity, headers });
  }
  return candidates.length === 1 ? unnamed[0] : undefined;
}

function networkIdOfText(headers: string): string | undefined {
  const lines = headers.slice(0, mostHeaderText).matchAll(headerLine);
  return networkIdIn([...lines].map(([, name = '', value = '']) => ({ name, value })));
}
