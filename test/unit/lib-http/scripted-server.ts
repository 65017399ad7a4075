import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Scripted {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: string | Buffer | object;
  readonly delayMs?: number;
  /** Nothing is answered: the connection is cut, or stays open. */
  readonly silence?: 'reset' | 'hang';
}

export type Script = (request: Received, number: number) => Scripted | Promise<Scripted>;

export interface ScriptedServer {
  readonly url: string;
  readonly received: readonly Received[];
  /** The most requests that were under way at once. */
  readonly peak: () => number;
  close(): Promise<void>;
}

/** A server on loopback that answers as the test says; `number` counts from 1. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const received: Received[] = [];
  let open = 0;
  let peak = 0;
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    open++;
    peak = Math.max(peak, open);
    outgoing.on('close', () => open--);
    const request = await readRequest(incoming);
    received.push(request);
    await answer(await script(request, received.length), incoming, outgoing);
  };
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      outgoing.writeHead(599);
      outgoing.end(String(error));
    });
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    peak: () => peak,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

async function answer(
  scripted: Scripted,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (scripted.delayMs !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, scripted.delayMs));
  }
  if (scripted.silence === 'hang') return;
  if (scripted.silence === 'reset') {
    incoming.socket.destroy();
    return;
  }
  const { body = '' } = scripted;
  const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
  outgoing.writeHead(scripted.status ?? 200, {
    ...(isJson ? { 'content-type': 'application/json' } : {}),
    ...scripted.headers,
  });
  outgoing.end(isJson ? JSON.stringify(body) : body);
}
