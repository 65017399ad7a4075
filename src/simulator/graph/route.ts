import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../authorise.js';
import type { SimulatorContext } from '../context.js';
import type { Rows } from '../scenario/tenant-source.js';
import type { SimulatedResponse } from '../service.js';

export interface RouteCall {
  readonly context: SimulatorContext;
  readonly caller: Caller;
  /** Number of the HTTP request in the ledger. */
  readonly entry: number;
  /** Decoded variable parts of the path. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Absolute address of `/v1.0`, for links. */
  readonly root: string;
}

/** An error of the service: it becomes an answer in Graph's form. */
export interface Refusal {
  readonly kind: 'refused';
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Set where the caller broke a rule that it could have known: the name of the rule. */
  readonly rule?: string;
}

export type RouteResult =
  | { readonly kind: 'list'; readonly rows: Rows<object>; readonly context: string }
  | { readonly kind: 'object'; readonly row: object; readonly context: string }
  | { readonly kind: 'not-found'; readonly id: string }
  | Refusal;

/** What every route has. */
export interface GraphEndpoint {
  readonly pattern: RegExp;
  /** Any one of these permissions suffices. */
  readonly roles: readonly string[];
  /** Query options; any other is refused and a violation. */
  readonly options: readonly string[];
  /** The mailbox that the call works in, from the parts of the path: no more than four calls of an app at a time. */
  readonly mailbox?: (parts: readonly string[]) => string;
}

/** A GET of an object or of a list in pages. */
export interface GraphRoute extends GraphEndpoint {
  readonly defaultTop: number;
  readonly maxTop: number;
  /** Properties that `$select` may name; without a table anything may. */
  readonly properties?: readonly string[];
  /** Properties sent when nothing is selected. */
  readonly shown?: readonly string[];
  /** Properties sent whatever is selected. */
  readonly always?: readonly string[];
  /** @throws GraphFilterError */
  run(call: RouteCall): RouteResult;
}

/** A call that makes its whole answer itself: a write, a function, a download. */
export interface GraphAction extends GraphEndpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  run(call: ActionCall): SimulatedResponse | Refusal | Promise<SimulatedResponse | Refusal>;
}

export interface ActionCall extends RouteCall {
  /** The body as JSON; undefined when there is none. A body that is no JSON never comes here. */
  readonly body: unknown;
}

export function refuse(
  status: number,
  code: string,
  message: string,
  more: Pick<Refusal, 'headers' | 'rule'> = {},
): Refusal {
  return { kind: 'refused', status, code, message, ...more };
}
