import { z } from 'zod';
import type { SharedRowStore } from '../lib/document-store.js';
import type { Etag } from '../lib/etag.js';
import type { Cause } from '../tenants/cause.js';
import { causeOf } from '../tenants/diagnose.js';
import type { TenantId } from '../tenants/tenant.js';
import type { MailboxZapSource, SourcePresence, TenantZapSource } from './ports.js';
import { zapSources, type ZapSourceName } from './sighting.js';

const collection = 'zap-sources';
/** Licences and permissions change rarely, and nobody tells. */
const rememberedMs = 24 * 3_600_000;

/** The stored form of a `SourcePresence`. */
export const presenceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('present') }),
  z.object({
    kind: z.literal('absent'),
    why: z.enum(['no-licence', 'no-permission', 'no-role', 'not-in-cloud']),
    serviceCode: z.string().optional(),
  }),
]);

const schema = z.object({
  sources: z.partialRecord(
    z.enum(zapSources),
    z.object({ probedAt: z.iso.datetime(), presence: presenceSchema }),
  ),
});
type Remembered = z.infer<typeof schema>['sources'];

/** `unknown`: the probe failed; the source may still answer, so it is read all the same. */
export type Capability = SourcePresence | { readonly kind: 'unknown'; readonly cause: Cause };
export type Capabilities = ReadonlyMap<ZapSourceName, Capability>;

export interface CapabilityServices {
  readonly sources: readonly TenantZapSource[];
  readonly mailboxes: MailboxZapSource;
  readonly documents: SharedRowStore;
}

/**
 * Which sources the tenant has: from memory, asked again after a day. A probe that fails is not remembered, and takes
 * back no earlier answer that the source is there.
 */
export async function capabilitiesOf(
  tenantId: TenantId,
  services: CapabilityServices,
  now: Date,
): Promise<Capabilities> {
  const { remembered, etag } = await recall(services.documents, tenantId);
  const names = [...services.sources.map(({ name }) => name), 'mailbox' as const];
  const due = names.filter((name) => !isFresh(remembered[name]?.probedAt, now));
  const answers = await Promise.all(
    due.map(async (name) => [name, await probe(tenantId, name, services)] as const),
  );
  const learnt = learn(remembered, answers, now);
  if (learnt.changed) await remember(services.documents, tenantId, learnt.sources, etag);
  const failed = new Map(answers);
  return new Map(
    names.map((name): [ZapSourceName, Capability] => {
      const fresh = failed.get(name);
      const known = remembered[name]?.presence;
      if (fresh?.kind === 'unknown' && known?.kind === 'present') return [name, known];
      return [name, fresh ?? known ?? neverProbed];
    }),
  );
}

/** Asks one source again, after it has refused though it was there. What it says is remembered. */
export async function probeAgain(
  tenantId: TenantId,
  name: ZapSourceName,
  services: CapabilityServices,
  now: Date,
): Promise<Capability> {
  const answer = await probe(tenantId, name, services);
  const { remembered, etag } = await recall(services.documents, tenantId);
  const { sources, changed } = learn(remembered, [[name, answer]], now);
  if (changed) await remember(services.documents, tenantId, sources, etag);
  return answer;
}

const neverProbed: Capability = { kind: 'unknown', cause: { code: 'not-yet-read' } };

function isFresh(probedAt: string | undefined, now: Date): boolean {
  if (probedAt === undefined) return false;
  const age = now.getTime() - Date.parse(probedAt);
  return age >= 0 && age < rememberedMs;
}

async function probe(
  tenantId: TenantId,
  name: ZapSourceName,
  { sources, mailboxes }: CapabilityServices,
): Promise<Capability> {
  const source = name === 'mailbox' ? mailboxes : sources.find((one) => one.name === name);
  try {
    return (await source?.probe(tenantId)) ?? neverProbed;
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return { kind: 'unknown', cause };
  }
}

function learn(
  remembered: Remembered,
  answers: readonly (readonly [ZapSourceName, Capability])[],
  now: Date,
): { readonly sources: Remembered; readonly changed: boolean } {
  const sources: Remembered = { ...remembered };
  let changed = false;
  for (const [name, answer] of answers) {
    if (answer.kind === 'unknown') continue;
    sources[name] = { probedAt: now.toISOString(), presence: answer };
    changed = true;
  }
  return { sources, changed };
}

async function recall(
  documents: SharedRowStore,
  tenantId: TenantId,
): Promise<{ readonly remembered: Remembered; readonly etag: Etag | undefined }> {
  const document = await documents.read(collection, tenantId);
  // Of another version: everything is simply asked again.
  const parsed = schema.safeParse(document?.value);
  return { remembered: parsed.success ? parsed.data.sources : {}, etag: document?.etag };
}

/** Whoever was faster has just asked the same. */
async function remember(
  documents: SharedRowStore,
  tenantId: TenantId,
  sources: Remembered,
  etag: Etag | undefined,
): Promise<void> {
  const json = JSON.parse(JSON.stringify({ sources })) as { sources: never };
  await documents.write(collection, tenantId, json, etag);
}
