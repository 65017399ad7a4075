import type { TenantList } from '../app/watched-tenants.js';
import type { Tenant } from '../tenants/tenant.js';
import { causeLines } from './coverage-text.js';
import type { Terminal } from './terminal.js';

/** Undefined, and said, when there is no list or nothing on it: then nothing can be called clean. */
export function listedTenants(list: TenantList, terminal: Terminal): readonly Tenant[] | undefined {
  if (list.kind === 'unreadable') {
    const lines = ['error: the list of tenants could not be read.', ...causeLines(list.cause)];
    terminal.say(lines.join('\n'));
    return undefined;
  }
  for (const note of list.notes) terminal.say(`note: ${note}`);
  if (list.tenants.length > 0) return list.tenants;
  terminal.say('error: there is no tenant to read, so nothing was read.');
  return undefined;
}
