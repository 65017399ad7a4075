import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../authorise.js';
import { violate } from '../context.js';
import type { SimulatorContext } from '../context.js';
import type { SimulatedResponse } from '../service.js';
import type { FaultyCalls } from '../under-faults.js';
import { graphError } from './errors.js';
import type { MailboxGate } from './mailbox-gate.js';
import type { Refusal } from './route.js';

/** One request to v1.0, alone or inside a batch. */
export interface GraphCall {
  readonly context: SimulatorContext;
  readonly calls: FaultyCalls;
  readonly gate: MailboxGate;
  readonly caller: Caller;
  /** Number of the HTTP request in the ledger. */
  readonly entry: number;
  readonly method: string;
  /** Below `/v1.0`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Absolute address of `/v1.0`, for links. */
  readonly root: string;
  /** Wrapped because `null` is JSON too. */
  readonly body: { readonly value: unknown } | undefined;
}

export function fail(
  call: GraphCall,
  status: number,
  code: string,
  message: string,
): SimulatedResponse {
  return graphError({ headers: call.headers, now: call.context.clock() }, status, code, message);
}

/** The refusal as an answer; recorded as a violation where the caller broke a rule. */
export function failWith(call: GraphCall, refusal: Refusal): SimulatedResponse {
  const { status, code, message, headers, rule } = refusal;
  if (rule !== undefined) violate(call.context, call.entry, rule, `${call.path} ${message}`);
  const answer = fail(call, status, code, message);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
