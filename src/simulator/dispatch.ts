import type { IncomingMessage, ServerResponse } from 'node:http';
import { claimedCaller } from './bearer.js';
import { unknownRoute, violate } from './context.js';
import type { SimulatorContext } from './context.js';
import { delay } from './delay.js';
import { readBody, sendAnswer, sendStream } from './http-exchange.js';
import type { SimulatedRequest, SimulatedResponse, SimulatedService } from './service.js';

const TOO_LARGE: SimulatedResponse = {
  status: 413,
  body: { error: { code: 'PayloadTooLarge', message: 'The body is too large.' } },
};

/** Finds the service of a request, records both ways in the ledger, and sends what the service says. */
export class Dispatcher {
  readonly #context: SimulatorContext;
  /** Longest prefix first. */
  readonly #services: readonly SimulatedService[];
  readonly #closing = new AbortController();

  constructor(context: SimulatorContext, services: readonly SimulatedService[]) {
    this.#context = context;
    this.#services = [...services].sort((left, right) => right.prefix.length - left.prefix.length);
  }

  /** Ends every wait; the connections of those answers are destroyed. */
  close(): void {
    this.#closing.abort();
  }

  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const target = incoming.url ?? '/';
    const [path, search] = splitOnce(target, '?');
    const service = this.#services.find(({ prefix }) => isUnder(path, prefix));
    const body = await readBody(incoming);
    const method = incoming.method ?? 'GET';
    const entry = this.#context.ledger.record({
      kind: 'request',
      service: service?.prefix.slice(1) ?? '',
      method,
      path: target,
      ...claimedCaller(incoming.headers),
      bytesIn: body?.length ?? 0,
    });
    if (body === undefined) {
      await this.#send(outgoing, entry, TOO_LARGE);
      return;
    }
    const prefix = service === undefined || service.prefix === '/' ? '' : service.prefix;
    const request = {
      ...{ entry, method, body },
      path: path.slice(prefix.length) || '/',
      query: new URLSearchParams(search),
      headers: incoming.headers,
      base: `http://${incoming.headers.host ?? '127.0.0.1'}${prefix}`,
    };
    await this.#send(outgoing, entry, await this.#ask(service, request));
  }

  async #ask(
    service: SimulatedService | undefined,
    request: SimulatedRequest,
  ): Promise<SimulatedResponse> {
    if (service === undefined) {
      return request.path === '/favicon.ico'
        ? { status: 404 }
        : unknownRoute(this.#context, request);
    }
    if (!isDecodable(request.path)) return unknownRoute(this.#context, request);
    try {
      return await service.handle(request);
    } catch (error) {
      // A defect of the simulator itself must fail the test that met it, not look like a fault of the service.
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      violate(this.#context, request.entry, 'simulator-defect', detail);
      return { status: 500, body: { error: { code: 'SimulatorDefect', message: detail } } };
    }
  }

  async #send(outgoing: ServerResponse, entry: number, answer: SimulatedResponse): Promise<void> {
    const waits = (answer.delayMs ?? 0) + this.#context.latencyMs;
    if (!(await delay(waits, this.#signal(outgoing))) || answer.reset === true) {
      outgoing.destroy();
      if (answer.reset === true) this.#record(entry, 0, 0);
      return;
    }
    if (answer.stream !== undefined) {
      sendStream(outgoing, answer, answer.stream);
      this.#record(entry, answer.status, 0);
      return;
    }
    this.#record(entry, answer.status, sendAnswer(outgoing, answer));
  }

  /** Aborts when the simulator closes or the caller hangs up. */
  #signal(outgoing: ServerResponse): AbortSignal {
    const hungUp = new AbortController();
    outgoing.once('close', () => {
      hungUp.abort();
    });
    return AbortSignal.any([this.#closing.signal, hungUp.signal]);
  }

  #record(request: number, status: number, bytesOut: number): void {
    this.#context.ledger.record({ kind: 'response', request, status, bytesOut });
  }
}

function isUnder(path: string, prefix: string): boolean {
  return prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}
