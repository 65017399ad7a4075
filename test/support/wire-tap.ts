import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectionStringFor } from './azurite.js';
import { stepNames, type Wire } from './step-names.js';

/** Before a request reaches the other side, or after it took effect there and before the answer comes back. */
export type Moment = 'before' | 'after';

/** One request of the service, named after what it does: 'tables: write outbox(remove claimed)'. */
interface Step {
  readonly name: string;
  /** Counts the steps of the same name, from 1. */
  readonly occurrence: number;
}

/**
 * Stands between the service and everything that it talks to: storage, and the simulated Microsoft 365. Names and counts
 * every request, and can be told to cut the wire at one of them.
 */
export class WireTap {
  readonly #servers: { close(): void; closeAllConnections(): void }[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #counts = new Map<string, number>();
  readonly #name = stepNames();
  #steps: Step[] = [];
  #cut: ((step: Step, moment: Moment) => boolean) | undefined;

  /** Every step since the last `begin`. */
  get steps(): readonly Step[] {
    return this.#steps;
  }

  /**
   * Counts from 1 again. When `cut` is true of a step, the request is dropped (before) or its answer is (after): it is
   * asked before anything is sent on, so that what it does to the service has been done by then.
   */
  begin(cut?: (step: Step, moment: Moment) => boolean): void {
    this.#counts.clear();
    this.#steps = [];
    this.#cut = cut;
  }

  /** The connection string of the same storage by way of the tap. */
  async storage(connection: string): Promise<string> {
    const port = (name: string): number =>
      Number(new RegExp(`${name}=http://127\\.0\\.0\\.1:(\\d+)`).exec(connection)?.[1]);
    return connectionStringFor(
      await this.#listen('tables', port('TableEndpoint')),
      await this.#listen('queues', port('QueueEndpoint')),
    );
  }

  /** The address of the same simulator by way of the tap. */
  async simulator(url: string): Promise<string> {
    return `http://127.0.0.1:${await this.#listen('simulator', Number(new URL(url).port))}`;
  }

  stop(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
    this.#agent.destroy();
  }

  async #listen(wire: Wire, target: number): Promise<number> {
    const server = createServer((incoming, outgoing) => {
      this.#pass(wire, target, incoming, outgoing).catch(() => {
        // One of the two sides went away in the middle: so does the other.
        outgoing.destroy();
      });
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async #pass(
    wire: Wire,
    port: number,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> {
    const body = await bytesOf(incoming);
    const { method = '', url = '' } = incoming;
    const name = this.#name({ wire, method, url, body: body.toString('utf8') });
    const step = name === undefined ? undefined : this.#count(name);
    if (step && this.#cut?.(step, 'before') === true) return void outgoing.destroy();
    const answer = await this.#forward(port, incoming, body);
    if (step && this.#cut?.(step, 'after') === true) return void outgoing.destroy();
    outgoing.writeHead(answer.status, answer.headers);
    outgoing.end(answer.body);
  }

  #count(name: string): Step {
    const occurrence = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, occurrence);
    const step = { name, occurrence };
    this.#steps.push(step);
    return step;
  }

  #forward(
    port: number,
    { method, url, headers }: IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
    return new Promise((resolve, reject) => {
      const outgoing = request({
        host: '127.0.0.1',
        agent: this.#agent,
        port,
        method,
        path: url,
        headers,
      });
      outgoing.once('error', reject);
      outgoing.once('response', (response) => {
        bytesOf(response).then((bytes) => {
          const kept = { ...response.headers };
          // The body goes on whole.
          delete kept['transfer-encoding'];
          resolve({ status: response.statusCode ?? 0, headers: kept, body: bytes });
        }, reject);
      });
      outgoing.end(body);
    });
  }
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
