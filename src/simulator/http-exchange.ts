import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SimulatedResponse } from './service.js';

const BODY_LIMIT = 5 * 1024 * 1024;

/** The whole body, or undefined when it is larger than the limit; the rest is then read and thrown away. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  return size > BODY_LIMIT ? undefined : Buffer.concat(chunks);
}

/** Sends the answer and returns the number of bytes of its body. */
export function sendAnswer(outgoing: ServerResponse, response: SimulatedResponse): number {
  const [contentType, body] = encode(response.body);
  const headers = {
    ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
    ...response.headers,
  };
  const length = response.status === 204 ? {} : { 'Content-Length': String(body.length) };
  outgoing.writeHead(response.status, { ...headers, ...length });
  outgoing.end(body);
  return body.length;
}

/** Begins a stream of server-sent events; its clean-up runs when the connection ends. */
export function sendStream(
  outgoing: ServerResponse,
  response: SimulatedResponse,
  stream: NonNullable<SimulatedResponse['stream']>,
): void {
  outgoing.writeHead(response.status, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    ...response.headers,
  });
  outgoing.flushHeaders();
  const stop = stream((chunk) => {
    if (!outgoing.writableEnded && !outgoing.destroyed) outgoing.write(chunk);
  });
  outgoing.once('close', stop);
}

function encode(body: unknown): readonly [string | undefined, Buffer] {
  if (body === undefined) return [undefined, Buffer.alloc(0)];
  if (Buffer.isBuffer(body)) return ['application/octet-stream', body];
  if (typeof body === 'string') return ['text/plain; charset=utf-8', Buffer.from(body)];
  return ['application/json; charset=utf-8', Buffer.from(JSON.stringify(body))];
}
