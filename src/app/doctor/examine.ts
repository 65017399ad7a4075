import pLimit from 'p-limit';
import type { Clock } from '../../lib/clock.js';
import type { Log } from '../../lib/log.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { ReaderConfig } from '../config.js';
import type { Identity } from '../identity.js';
import type { Env } from '../settings-reader.js';
import { tenantAccess } from '../tenant-access.js';
import { watchedTenants } from '../watched-tenants.js';
import { spamAccess } from '../spam-access.js';
import { zapAccess } from '../zap-access.js';
import { doubtful, fine, unread, wrong, type Check } from './check.js';
import { actorRights, readerRights } from './declared-rights.js';
import { checkSettings } from './settings-check.js';
import { checkSpamSources } from './spam-sources-check.js';
import { checkStorage } from './storage-check.js';
import { checkTenant, type TenantCheckup } from './tenant-check.js';
import { checkZapSources } from './zap-sources-check.js';

const tenantsAtOnce = 8;

export interface Examination {
  readonly checks: readonly Check[];
  /** False: the settings do not even allow to look at the tenants. */
  readonly usable: boolean;
}

export interface ExamineOptions {
  /** Which of the watched tenants; may throw, and the error is passed on. */
  readonly pick: (tenants: readonly Tenant[]) => readonly Tenant[];
  readonly clock: Clock;
  readonly log: Log;
}

/** Looks at everything that the settings name, and changes nothing in any tenant. Rejects only for bugs. */
export async function examine(env: Env, options: ExamineOptions): Promise<Examination> {
  const { checks, reader, actor, storage } = checkSettings(env);
  const stored = await checkStorage(storage, options.clock, options.log);
  if (reader === undefined) return { checks: [...checks, ...stored], usable: false };
  const tenants = await checkTenants(reader, actor, options);
  return { checks: [...checks, ...stored, ...tenants], usable: true };
}

const list = { area: 'tenants', what: 'List of tenants' } as const;

async function checkTenants(
  config: ReaderConfig,
  actor: Identity | undefined,
  { pick, clock }: ExamineOptions,
): Promise<readonly Check[]> {
  const access = tenantAccess(config, clock);
  const watched = await watchedTenants(config, access);
  if (watched.kind === 'unreadable') return [unread(list, watched.cause)];
  if (watched.tenants.length === 0) {
    return [wrong(list, 'names no tenant', 'Check the partner relationships of the home tenant.')];
  }
  const tenants = pick(watched.tenants);
  const apps: TenantCheckup[] = [
    { access, hosts: config.hosts, identity: config.reader, rights: readerRights },
    ...(actor ? [{ access, hosts: config.hosts, identity: actor, rights: actorRights }] : []),
  ];
  const zap = zapAccess(access, config.reader, clock);
  const spam = spamAccess(access, config.reader, clock);
  const checked = await pLimit(tenantsAtOnce).map(tenants, async (tenant) => {
    const [zapSources, spamSources, ...rights] = await Promise.all([
      checkZapSources(tenant, zap, clock),
      checkSpamSources(tenant, spam, clock),
      ...apps.map((app) => checkTenant(tenant, app)),
    ]);
    return [...rights.flat(), zapSources, spamSources];
  });
  return [
    fine(list, `names ${watched.tenants.length}; ${tenants.length} looked at`),
    ...watched.notes.map((note) => doubtful(list, note, 'Consent to the missing permission.')),
    ...checked.flat(),
  ];
}
