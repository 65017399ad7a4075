import { z } from 'zod';
import type { SharedRowStore } from '../lib/document-store.js';
import type { Etag } from '../lib/etag.js';
import type { Cause } from './cause.js';
import { causeOf } from './diagnose.js';
import type { SourcePresence } from './source-presence.js';
import type { TenantId } from './tenant.js';

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
  sources: z.record(
    z.string(),
    z.object({ probedAt: z.iso.datetime(), presence: presenceSchema }).optional(),
  ),
});
type Remembered = z.infer<typeof schema>['sources'];

/** `unknown`: the probe failed; the source may still answer, so it is read all the same. */
export type Capability = SourcePresence | { readonly kind: 'unknown'; readonly cause: Cause };

/** How the sources of one detector are probed, and under which name the answers are kept. */
export interface CapabilityProbes<N extends string> {
  /** Collection of documents, one per tenant. */
  readonly collection: string;
  readonly documents: SharedRowStore;
  readonly probes: ReadonlyMap<N, (tenantId: TenantId) => Promise<SourcePresence>>;
}

/**
 * Which sources the tenant has: from memory, asked again after a day. A probe that fails is not remembered, and takes
 * back no earlier answer that the source is there.
 */
export async function capabilitiesOf<N extends string>(
  tenantId: TenantId,
  probes: CapabilityProbes<N>,
  now: Date,
): Promise<ReadonlyMap<N, Capability>> {
  const { remembered, etag } = await recall(probes, tenantId);
  const names = [...probes.probes.keys()];
  const due = names.filter((name) => !isFresh(remembered[name]?.probedAt, now));
  const answers = await Promise.all(
    due.map(async (name) => [name, await probe(tenantId, name, probes)] as const),
  );
  const learnt = learn(remembered, answers, now);
  if (learnt.changed) await remember(probes, tenantId, learnt.sources, etag);
  const failed = new Map(answers);
  return new Map(
    names.map((name): [N, Capability] => {
      const fresh = failed.get(name);
      const known = remembered[name]?.presence;
      if (fresh?.kind === 'unknown' && known?.kind === 'present') return [name, known];
      return [name, fresh ?? known ?? neverProbed];
    }),
  );
}

/** Asks one source again, after it has refused though it was there. What it says is remembered. */
export async function probeAgain<N extends string>(
  tenantId: TenantId,
  name: N,
  probes: CapabilityProbes<N>,
  now: Date,
): Promise<Capability> {
  const answer = await probe(tenantId, name, probes);
  const { remembered, etag } = await recall(probes, tenantId);
  const { sources, changed } = learn(remembered, [[name, answer]], now);
  if (changed) await remember(probes, tenantId, sources, etag);
  return answer;
}

const neverProbed: Capability = { kind: 'unknown', cause: { code: 'not-yet-read' } };

function isFresh(probedAt: string | undefined, now: Date): boolean {
  if (probedAt === undefined) return false;
  const age = now.getTime() - Date.parse(probedAt);
  return age >= 0 && age < rememberedMs;
}

async function probe<N extends string>(
  tenantId: TenantId,
  name: N,
  { probes }: CapabilityProbes<N>,
): Promise<Capability> {
  try {
    return (await probes.get(name)?.(tenantId)) ?? neverProbed;
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return { kind: 'unknown', cause };
  }
}

function learn(
  remembered: Remembered,
  answers: readonly (readonly [string, Capability])[],
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
  { documents, collection }: CapabilityProbes<string>,
  tenantId: TenantId,
): Promise<{ readonly remembered: Remembered; readonly etag: Etag | undefined }> {
  const document = await documents.read(collection, tenantId);
  // Of another version: everything is simply asked again.
  const parsed = schema.safeParse(document?.value);
  return { remembered: parsed.success ? parsed.data.sources : {}, etag: document?.etag };
}

/** Whoever was faster has just asked the same. */
async function remember(
  { documents, collection }: CapabilityProbes<string>,
  tenantId: TenantId,
  sources: Remembered,
  etag: Etag | undefined,
): Promise<void> {
  const json = JSON.parse(JSON.stringify({ sources })) as { sources: never };
  await documents.write(collection, tenantId, json, etag);
}
