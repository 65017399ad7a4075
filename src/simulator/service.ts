import type { IncomingHttpHeaders } from 'node:http';

/** One request as the simulator's services see it: the prefix removed, the body whole and undecoded. */
export interface SimulatedRequest {
  /** Number of the ledger entry that recorded this request. */
  readonly entry: number;
  readonly method: string;
  /** Path below the service's prefix, still percent-encoded, beginning with '/'. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Scheme, host and prefix under which the caller reached the service, without a final '/'. */
  readonly base: string;
}

export interface SimulatedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string or buffer as it is. */
  readonly body?: unknown;
  /** Held back for this long before the answer leaves, in milliseconds; `Infinity` never answers. */
  readonly delayMs?: number;
  /** The connection is destroyed instead of answered: before anything is sent, or after the service has done its work. */
  readonly reset?: boolean;
  /** Takes over the socket for server-sent events; the function gets a writer and returns its clean-up. */
  readonly stream?: (write: (chunk: string) => void) => () => void;
}

/** One simulated Microsoft service, mounted under a path prefix of the one server. */
export interface SimulatedService {
  /** '/login', '/graph', '/exchange', '/connector', '/botframework', '/control', '/' … */
  readonly prefix: string;
  handle(request: SimulatedRequest): Promise<SimulatedResponse>;
}
