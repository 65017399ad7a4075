import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one request. */
export type Fate =
  | { readonly kind: 'pass' }
  /** It is carried out, and the connection breaks before the answer. */
  | { readonly kind: 'lose-answer' }
  /** It never gets an answer. */
  | { readonly kind: 'hang' }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    };

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly ifMatch: string | undefined;
  readonly body: string;
}

export interface LossyProxy {
  readonly port: number;
  /** Every request so far, in order. */
  readonly seen: readonly SeenRequest[];
  /** Decides about each request from now on; without it all pass. */
  decide(fate: (seen: SeenRequest) => Fate | Promise<Fate>): void;
  stop(): Promise<void>;
}

export const pass: Fate = { kind: 'pass' };

/** The first request that fits gets `fate`, all others pass. */
export function once(
  fits: (seen: SeenRequest) => boolean,
  fate: Fate,
): (seen: SeenRequest) => Fate {
  let used = false;
  return (seen) => {
    if (used || !fits(seen)) return pass;
    used = true;
    return fate;
  };
}

/** Stands in front of a server on this machine and lets connections and answers fail. */
export async function startLossyProxy(targetPort: number): Promise<LossyProxy> {
  const seen: SeenRequest[] = [];
  let decide: (one: SeenRequest) => Fate | Promise<Fate> = () => pass;
  const server = createServer((incoming, outgoing) => {
    void handle(incoming, outgoing);
  });

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const one = await read(incoming);
    seen.push(one);
    const fate = await decide(one);
    switch (fate.kind) {
      case 'hang':
        return;
      case 'answer':
        outgoing.writeHead(fate.status, { 'content-type': 'application/json', ...fate.headers });
        outgoing.end(fate.body ?? '');
        return;
      case 'pass':
      case 'lose-answer': {
        const answer = await forward(incoming, one, targetPort);
        if (fate.kind === 'lose-answer') {
          incoming.socket.destroy();
          return;
        }
        outgoing.writeHead(answer.status, answer.headers);
        outgoing.end(answer.body);
      }
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    decide: (fate) => {
      decide = fate;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function read(incoming: IncomingMessage): Promise<SeenRequest> {
  return {
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    ifMatch: incoming.headers['if-match'],
    body: (await bytesOf(incoming)).toString('utf8'),
  };
}

function forward(
  incoming: IncomingMessage,
  { method, url, body }: SeenRequest,
  port: number,
): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      method,
      path: url,
      headers: incoming.headers,
    });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      bytesOf(response).then((bytes) => {
        // The body goes on whole.
        const headers = { ...response.headers };
        delete headers['transfer-encoding'];
        resolve({ status: response.statusCode ?? 0, headers, body: bytes });
      }, reject);
    });
    outgoing.end(body);
  });
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
