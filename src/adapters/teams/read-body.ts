import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../lib/clock.js';
import { refuse, type Refusal } from './inbound-refusal.js';

export interface ReadLimits {
  readonly largest: number;
  readonly timeoutMs: number;
}

export type BodyResult = { readonly ok: true; readonly body: Buffer } | Refusal;

/**
 * Reads a body of identity encoding, counting as it comes: never holds more than `largest` bytes and one chunk. Total:
 * excess is 413, a slow or broken sender 400. After a refusal the caller has to close the connection.
 */
export async function readBody(
  request: IncomingMessage,
  limits: ReadLimits,
  clock: Clock,
): Promise<BodyResult> {
  if (request.headers['content-encoding'] !== undefined) return refuse(415, 'content-encoding');
  const timer = new AbortController();
  const late = clock.sleep(limits.timeoutMs, timer.signal).then(
    () => refuse(400, 'body-timeout'),
    // The timer was stopped because the body is there: this answer loses the race.
    () => refuse(400, 'body-timeout'),
  );
  const result = await Promise.race([collect(request, limits.largest), late]);
  timer.abort(new Error('read'));
  if (!result.ok) request.pause();
  return result;
}

function collect(request: IncomingMessage, largest: number): Promise<BodyResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (result: BodyResult): void => {
      request.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      // A sender that breaks off after the refusal must not become an uncaught error.
      request.on('error', () => undefined);
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > largest) settle(refuse(413, 'too-large'));
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      settle({ ok: true, body: Buffer.concat(chunks, size) });
    };
    const onBroken = (): void => {
      settle(refuse(400, 'body-incomplete'));
    };
    request.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}
