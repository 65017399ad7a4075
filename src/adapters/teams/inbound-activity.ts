import { z } from 'zod';
import { isServiceUrl, type ChannelTrust } from './channel-trust.js';
import { refuse, type Refusal } from './inbound-refusal.js';

export interface ActivityRules {
  readonly trust: ChannelTrust;
  /** Lower-case ids of the tenants whose Teams may talk to the bot. */
  readonly homeTenants: readonly string[];
}

const deepest = 32;
const types = new Set(['message', 'conversationUpdate', 'installationUpdate']);
const invokes = new Set(['adaptiveCard/action', 'fileConsent/invoke']);

const tenancy = z.object({
  channelData: z.object({ tenant: z.object({ id: z.string() }) }),
  conversation: z.object({ id: z.string().min(1), tenantId: z.string() }),
});

export type ActivityVerdict = { readonly ok: true; readonly activity: unknown } | Refusal;

/** Reads the bytes and judges what the token doesn't cover: channel, service URL, tenant, kind of activity. */
export function checkActivity(body: Buffer, rules: ActivityRules): ActivityVerdict {
  const parsed = parseBody(body);
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  if (value['channelId'] !== 'msteams') return refuse(403, 'channel');
  const serviceUrl = value['serviceUrl'];
  if (typeof serviceUrl !== 'string' || !isServiceUrl(serviceUrl, rules.trust)) {
    return refuse(403, 'service-url');
  }
  if (!isFromHome(value, rules.homeTenants)) return refuse(403, 'tenant');
  if (!isKnownType(value)) return refuse(403, 'activity-type');
  return { ok: true, activity: value };
}

type JsonObject = Readonly<Record<string, unknown>>;

function parseBody(body: Buffer): { readonly ok: true; readonly value: JsonObject } | Refusal {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return refuse(400, 'body-encoding');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(400, 'body-json');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(400, 'body-shape');
  }
  if (depthOf(value) > deepest) return refuse(400, 'body-depth');
  return { ok: true, value: value as JsonObject };
}

/** Levels of objects and arrays. Goes level by level, so that depth costs no stack; stops one past the limit. */
function depthOf(root: object): number {
  let level: object[] = [root];
  let depth = 0;
  while (level.length > 0 && depth <= deepest) {
    depth += 1;
    level = level.flatMap((node) =>
      Object.values(node).filter((v): v is object => typeof v === 'object' && v !== null),
    );
  }
  return depth;
}

function isFromHome(activity: JsonObject, homeTenants: readonly string[]): boolean {
  const parsed = tenancy.safeParse(activity);
  if (!parsed.success) return false;
  const tenant = parsed.data.channelData.tenant.id.toLowerCase();
  return tenant === parsed.data.conversation.tenantId.toLowerCase() && homeTenants.includes(tenant);
}

function isKnownType(activity: JsonObject): boolean {
  const type = activity['type'];
  if (type === 'invoke') return invokes.has(String(activity['name']));
  return typeof type === 'string' && types.has(type);
}
