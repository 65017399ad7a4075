import { z } from 'zod';
import type { SharedRowStore } from '../lib/document-store.js';
import { localTime } from '../lib/local-time.js';
import type { DigestPeriod } from '../digest/period.js';
import type { CoverageLine } from '../digest/row.js';
import { causeTexts } from '../tenants/cause.js';
import type { TenantHealth } from '../tenants/health.js';
import type { Tenant } from '../tenants/tenant.js';
import { zapCoverages } from './zap-job.js';
import { storedCoverage } from './zap-run.js';

/** What was read before the last day of the period says nothing about it. */
const freshMs = 24 * 3_600_000;

type Read = Pick<CoverageLine, 'read' | 'readAt' | 'why'>;

/** What is known of forwards in one tenant: whole only when everything was read at the period's end or later. */
export function forwardCoverage(
  tenant: Tenant,
  health: TenantHealth | undefined,
  period: DigestPeriod,
): CoverageLine {
  return lineOf(tenant, 'forwards', forwardsRead(health, period));
}

function forwardsRead(health: TenantHealth | undefined, period: DigestPeriod): Read {
  if (health === undefined) return { read: 'none', why: 'Not read yet.' };
  const { state, cause, lastReadAt: readAt } = health;
  if (readAt === undefined || isBefore(readAt, period.from)) {
    const when =
      readAt === undefined
        ? 'Never read completely.'
        : `Last read completely ${localTime(readAt, period.zone)}.`;
    const reason = cause === undefined ? '' : `${causeTexts[cause.code].sentence} `;
    return { read: 'none', ...(readAt === undefined ? {} : { readAt }), why: `${reason}${when}` };
  }
  if (state === 'healthy' && isFresh(readAt, period)) return { read: 'whole', readAt, why: '' };
  const reason =
    cause === undefined
      ? state === 'healthy'
        ? ''
        : 'Single mailboxes could not be read. '
      : `${causeTexts[cause.code].sentence} `;
  const why = `${reason}Last read completely ${localTime(readAt, period.zone)}.`;
  return { read: 'part', readAt, why };
}

const lookSchema = storedCoverage.extend({ readAt: z.iso.datetime() });

/** The same for what ZAP took, from the last look at the tenant. `leftOut`: recipients of whom only the number is kept. */
export async function zapCoverage(
  documents: Pick<SharedRowStore, 'read'>,
  tenant: Tenant,
  period: DigestPeriod,
  leftOut: number,
): Promise<CoverageLine> {
  const stored = await documents.read(zapCoverages, tenant.id);
  if (stored === undefined) {
    return lineOf(tenant, 'zap', { read: 'none', why: 'Not looked at yet.' });
  }
  const { complete, notRead, readAt } = lookSchema.parse(stored.value);
  if (isBefore(readAt, period.from)) {
    const why = `Last looked at ${localTime(readAt, period.zone)}.`;
    return lineOf(tenant, 'zap', { read: 'none', readAt, why });
  }
  const why = [
    ...(complete ? [] : notRead.length > 0 ? notRead : ['Not everything was read.']),
    ...(isFresh(readAt, period) ? [] : [`Last looked at ${localTime(readAt, period.zone)}.`]),
    ...(leftOut === 0 ? [] : [`${leftOut} recipients of very large mailings are in no figure.`]),
  ].join(' ');
  return lineOf(tenant, 'zap', { read: why === '' ? 'whole' : 'part', readAt, why: own(why) });
}

const longestWhy = 500;

function own(text: string): string {
  return text.length > longestWhy ? `${text.slice(0, longestWhy - 1)}…` : text;
}

export function lineOf(
  { id: tenantId, name: tenant }: Tenant,
  source: CoverageLine['source'],
  read: Read,
): CoverageLine {
  return { section: 'coverage', tenantId, tenant, source, ...read };
}

function isBefore(a: string, b: string): boolean {
  return Date.parse(a) < Date.parse(b);
}

function isFresh(readAt: string, { to }: DigestPeriod): boolean {
  return Date.parse(readAt) >= Date.parse(to) - freshMs;
}
