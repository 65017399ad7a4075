import type { IncomingHttpHeaders } from 'node:http';
import { checkActivity, type ActivityRules, type ActivityVerdict } from './inbound-activity.js';
import { refuse, type Refusal } from './inbound-refusal.js';
import { checkToken } from './inbound-token.js';

/** Bytes of a body that are read at all; Teams' own limit for a message is lower. */
export const largestBody = 256 * 1024;

export interface InboundHead {
  readonly method?: string | undefined;
  /** Path with query as asked for; checked only when the rules name a path. */
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as in IncomingMessage: Node drops a second Authorization from `headers`. */
  readonly rawHeaders?: readonly string[] | undefined;
}

export interface InboundRequest extends InboundHead {
  readonly body: Buffer;
}

export interface InboundRules extends ActivityRules {
  readonly appId: string;
  /** The exact path, without a query. */
  readonly path?: string | undefined;
}

/**
 * The gate before the SDK: cheap checks in a fixed order, refusing before anything is parsed that need not be. What passes
 * is not yet authentic: the SDK verifies the signature next. Total: it never throws.
 */
export function checkInbound(request: InboundRequest, rules: InboundRules): ActivityVerdict {
  return checkHead(request, rules) ?? checkBody(request.body, rules);
}

/** The part of the gate that needs no body. Undefined means: read the body. */
export function checkHead(request: InboundHead, rules: InboundRules): Refusal | undefined {
  if (rules.path !== undefined && request.url !== rules.path) return refuse(404, 'path');
  if (request.method !== 'POST') return refuse(405, 'method');
  return (
    checkContent(request.headers) ??
    checkToken(authorizations(request), { appId: rules.appId, issuer: rules.trust.issuer })
  );
}

export function checkBody(body: Buffer, rules: InboundRules): ActivityVerdict {
  return body.length > largestBody ? refuse(413, 'too-large') : checkActivity(body, rules);
}

function checkContent(headers: IncomingHttpHeaders): Refusal | undefined {
  if (!/^application\/json(?:\s*;\s*charset=utf-8)?$/i.test(headers['content-type'] ?? '')) {
    return refuse(415, 'content-type');
  }
  // Decompressing before authentication is what takes other servers down: see "Decompression bomb", CWE-409.
  if (headers['content-encoding'] !== undefined) return refuse(415, 'content-encoding');
  const declared = headers['content-length'];
  if (declared === undefined) return undefined;
  if (!/^\d{1,15}$/.test(declared)) return refuse(400, 'body-shape');
  return Number(declared) > largestBody ? refuse(413, 'too-large') : undefined;
}

function authorizations(request: InboundHead): readonly string[] {
  const { rawHeaders, headers } = request;
  if (rawHeaders === undefined) {
    return headers.authorization === undefined ? [] : [headers.authorization];
  }
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'authorization',
  );
}
