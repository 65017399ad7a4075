import { refuse, type Refusal } from './inbound-refusal.js';

export interface TokenRules {
  readonly appId: string;
  readonly issuer: string;
}

const longestHeader = 4096;
const threeParts = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** Claims of Entra tokens. A channel token has none of them; the SDK takes a token with them for an emulator's or a skill's. */
const foreignClaims = ['tid', 'appid', 'azp'];

/**
 * Looks at the unverified token, so that only what claims to come from the channel reaches the SDK's signature check.
 * Undefined means: go on. Cost is bounded by the header's length of 4 KiB.
 */
export function checkToken(headers: readonly string[], rules: TokenRules): Refusal | undefined {
  const [header] = headers;
  if (header === undefined || headers.length !== 1 || header.length > longestHeader) {
    return refuse(401, 'authorization-header');
  }
  const parts = threeParts.exec(header);
  if (parts === null) return refuse(401, 'token-shape');
  const head = decodePart(parts[1]);
  const claims = decodePart(parts[2]);
  if (head === undefined || claims === undefined) return refuse(401, 'token-shape');
  return checkHead(head) ?? checkClaims(claims, rules);
}

function checkHead(head: ReadonlyMap<string, unknown>): Refusal | undefined {
  const kid = head.get('kid');
  const known = head.get('alg') === 'RS256' && typeof kid === 'string' && kid !== '';
  return known ? undefined : refuse(401, 'token-algorithm');
}

function checkClaims(claims: ReadonlyMap<string, unknown>, rules: TokenRules): Refusal | undefined {
  if (claims.get('iss') !== rules.issuer) return refuse(401, 'token-issuer');
  if (rules.appId === '' || claims.get('aud') !== rules.appId) return refuse(401, 'token-audience');
  if (foreignClaims.some((name) => claims.has(name))) return refuse(401, 'token-claims');
  // jsonwebtoken accepts a token without an expiry for ever.
  return typeof claims.get('exp') === 'number' ? undefined : refuse(401, 'token-claims');
}

/** The members of a base64url JSON object; undefined for anything else. */
function decodePart(part: string | undefined): ReadonlyMap<string, unknown> | undefined {
  try {
    const bytes = Buffer.from(part ?? '', 'base64url');
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? new Map(Object.entries(value)) : undefined;
  } catch {
    // Not JSON or not UTF-8: the caller turns undefined into a refusal.
    return undefined;
  }
}
