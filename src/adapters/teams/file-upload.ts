import type { Clock } from '../../lib/clock.js';
import { backoffMs } from '../../lib/http/backoff.js';
import { fetchSender } from '../../lib/http/fetch-sender.js';
import type { SendBytes } from '../../lib/http/message.js';
import type { Secret } from '../../lib/secret.js';
import { isFileUrl, type ChannelTrust } from './channel-trust.js';
import { UploadSession, type SessionAnswer } from './upload-session.js';

/** Bytes that can be read again and again. */
export interface FileSource {
  readonly size: number;
  /** The bytes from `offset` on, `length` of them or as many as there are. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

export type UploadResult =
  | { readonly kind: 'stored' }
  /** The last part was sent, its answer never came, and the session is over: the file is there, most likely. */
  | { readonly kind: 'unconfirmed' }
  /** The session was over before the last part was sent: the file is not there. */
  | { readonly kind: 'gone'; readonly code: string }
  /** Part of an earlier, different file had been sent: the session was cancelled. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused'; readonly code: string }
  /** May be gone on with later. */
  | { readonly kind: 'interrupted'; readonly code: string };

export interface UploadStart {
  /** An earlier attempt may have sent a part. */
  readonly resumed: boolean;
  /** The earlier attempt sent these very bytes. */
  readonly same: boolean;
  /** The earlier attempt had begun to send the last part. */
  readonly lastSent: boolean;
  /** Resolves when it is written down that a part is about to be sent; a rejection ends the upload with it. */
  readonly beforePart: (isLast: boolean) => Promise<void>;
}

export type UploadFile = (
  url: Secret,
  file: FileSource,
  start: UploadStart,
) => Promise<UploadResult>;

/** Every part but the last is a multiple of 320 KiB, else the file can break when it is put together. */
export const partUnit = 327_680;
/** 5 MiB, the smallest size that is recommended; at most 60 MiB would be taken. */
const partBytes = 16 * partUnit;

/** Failures in a row, without a byte of progress, after which the work is put back. */
const mostFailures = 5;
/** Nobody waits longer in place. */
const longestWaitMs = 60_000;

export interface UploadOptions {
  readonly send?: SendBytes | undefined;
  readonly partBytes?: number | undefined;
  /** In [0, 1). */
  readonly random?: (() => number) | undefined;
}

/**
 * Sends a file into an upload session, part by part, to Teams' own file hosts only. Goes on where the session says; waits
 * and goes on after 429, 5xx and lost answers (Microsoft Graph: "driveItem: createUploadSession", best practices).
 * Sends no token, follows no redirect. Memory holds one part.
 */
export function fileUpload(
  trust: ChannelTrust,
  clock: Clock,
  options: UploadOptions = {},
): UploadFile {
  const send =
    options.send ??
    fetchSender({ service: 'file', clock, attemptTimeoutMs: 120_000, maxBodyBytes: 64 * 1024 });
  return (url, file, start) => {
    const address = url.reveal();
    if (!isFileUrl(address, trust)) return Promise.resolve({ kind: 'refused', code: 'file.host' });
    const session = new UploadSession(address, send, () => clock.now());
    return new Upload(session, file, start, clock, options).run();
  };
}

/** One attempt to send one file. */
class Upload {
  readonly #session: UploadSession;
  readonly #file: FileSource;
  readonly #start: UploadStart;
  readonly #clock: Clock;
  readonly #options: UploadOptions;
  /** Where the next part begins; undefined: the session has to be asked. */
  #next: number | undefined;
  /** What may lie in the session is of another file. */
  #foreign: boolean;
  /** The last part was sent, and nobody knows what became of it. */
  #lastInDoubt: boolean;
  #sendsLast = false;
  #furthest = -1;
  #failures = 0;

  constructor(
    session: UploadSession,
    file: FileSource,
    start: UploadStart,
    clock: Clock,
    options: UploadOptions,
  ) {
    this.#session = session;
    this.#file = file;
    this.#start = start;
    this.#clock = clock;
    this.#options = options;
    this.#next = start.resumed ? undefined : 0;
    this.#foreign = start.resumed && !start.same;
    this.#lastInDoubt = start.lastSent;
  }

  async run(): Promise<UploadResult> {
    for (;;) {
      const next = this.#next;
      const answer = next === undefined ? await this.#session.progress() : await this.#put(next);
      const result = await this.#take(answer);
      if (result !== undefined) return result;
    }
  }

  async #put(from: number): Promise<SessionAnswer> {
    const { size } = this.#file;
    const length = Math.min(this.#options.partBytes ?? partBytes, size - from);
    const isLast = from + length === size;
    await this.#start.beforePart(isLast);
    this.#sendsLast = isLast;
    return this.#session.put(from, await this.#file.read(from, length), size);
  }

  /** Undefined: go on. */
  async #take(answer: SessionAnswer): Promise<UploadResult | undefined> {
    switch (answer.kind) {
      case 'stored':
      case 'refused':
        return answer;
      case 'gone':
        return this.#lastInDoubt ? { kind: 'unconfirmed' } : answer;
      case 'missing':
        return this.#goOnAt(answer.from);
      case 'overlap':
        this.#next = undefined;
        return this.#failed({ kind: 'again', code: 'file.416', throttled: false });
      case 'again':
        this.#lastInDoubt ||= this.#sendsLast && !answer.throttled;
        this.#sendsLast = false;
        this.#next = undefined;
        return this.#failed(answer);
    }
  }

  async #goOnAt(from: number): Promise<UploadResult | undefined> {
    if (this.#foreign && from > 0) {
      await this.#session.cancel();
      return { kind: 'changed' };
    }
    this.#foreign = false;
    const asked = this.#next === undefined;
    // It knows of no such part: what breaks off leaves nothing behind.
    if (asked) this.#lastInDoubt = false;
    if (from >= this.#file.size || (!asked && from <= this.#furthest)) {
      this.#next = undefined;
      return this.#failed({ kind: 'again', code: 'file.contract', throttled: false });
    }
    if (from > this.#furthest) {
      this.#furthest = from;
      this.#failures = 0;
    }
    this.#next = from;
    return undefined;
  }

  async #failed(
    answer: Extract<SessionAnswer, { kind: 'again' }>,
  ): Promise<UploadResult | undefined> {
    this.#failures += 1;
    const { code, throttled, retryAfterMs } = answer;
    const random = (this.#options.random ?? Math.random)();
    const waitMs = backoffMs({ attempt: this.#failures, throttled, retryAfterMs, random });
    if (this.#failures >= mostFailures || waitMs > longestWaitMs) {
      return { kind: 'interrupted', code };
    }
    await this.#clock.sleep(waitMs);
    return undefined;
  }
}
