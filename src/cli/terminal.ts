import { Writable } from 'node:stream';
import { errorCode } from '../lib/log.js';

/** What a command needs of a process's stream. */
export type OutStream = Writable & { readonly isTTY?: boolean };

/**
 * Standard output, for data only, and standard error, for everything said to a person. Whoever reads may stop reading
 * (`| head`): what is written after that is dropped, quietly.
 */
export class Terminal {
  readonly err: OutStream;
  readonly #out: OutStream;
  #written: Promise<unknown> = Promise.resolve();
  #broken: { readonly out?: Error; readonly err?: Error } = {};

  constructor(out: OutStream, err: OutStream) {
    this.#out = out;
    this.err = err;
    // Node ends a process in which nobody listens for these. The writer hears of them through its callback.
    out.on('error', (error) => {
      this.#broken = { ...this.#broken, out: error };
    });
    err.on('error', (error) => {
      this.#broken = { ...this.#broken, err: error };
    });
  }

  /** Data, in the order of the calls. Waits while the reader is slow. Rejects when it can't be written. */
  print(text: string | Uint8Array): Promise<void> {
    const written = this.#written.then(() => this.#write(text));
    this.#written = Promise.allSettled([written]);
    return written;
  }

  /** Resolves when all data is written, or can't be. */
  async flush(): Promise<void> {
    await this.#written;
  }

  /** A line for the person at the terminal. */
  say(line: string): void {
    if (this.#broken.err === undefined) this.err.write(`${line}\n`);
  }

  /** Standard output as a stream that may be ended; the output itself stays open. */
  sink(): Writable {
    return new Writable({
      write: (chunk: Uint8Array, _encoding, done) => {
        this.print(chunk).then(() => {
          done();
        }, done);
      },
    });
  }

  #write(text: string | Uint8Array): Promise<void> {
    if (this.#broken.out !== undefined && isClosedPipe(this.#broken.out)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#out.write(text, (error) => {
        if (!error || isClosedPipe(error)) resolve();
        else reject(error);
      });
    });
  }
}

function isClosedPipe(error: Error): boolean {
  return ['EPIPE', 'ERR_STREAM_DESTROYED'].includes(errorCode(error));
}
