import { createHash, randomUUID } from 'node:crypto';

/** How long an upload session lasts unless a test says otherwise, in milliseconds. */
const SESSION_MS = 15 * 60_000;

/** A place in somebody's OneDrive into which one file may be written. */
export interface UploadSession {
  readonly key: string;
  readonly name: string;
  readonly uniqueId: string;
  /** The chat in which the file was offered. */
  readonly thread: string;
  readonly expiresAt: number;
  /** Said with the first part, and the same from then on. */
  total?: number;
  readonly parts: Buffer[];
  received: number;
}

/** A whole file. */
export interface StoredFile {
  readonly name: string;
  readonly uniqueId: string;
  readonly thread: string;
  readonly bytes: Buffer;
  /** Hex. */
  readonly sha256: string;
  /** How many parts it came in. */
  readonly parts: number;
}

/** The upload sessions of everybody's OneDrive, and the files that came of them. Times are of the simulator's clock. */
export class UploadSessions {
  readonly #sessions = new Map<string, UploadSession>();
  readonly #files = new Map<string, StoredFile>();
  readonly #clock: () => Date;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  open(name: string, thread: string): UploadSession {
    const session: UploadSession = {
      ...{ key: randomUUID(), uniqueId: randomUUID(), name, thread },
      expiresAt: this.#clock().getTime() + SESSION_MS,
      parts: [],
      received: 0,
    };
    this.#sessions.set(session.key, session);
    return session;
  }

  /** The session of this key, unless it is over. */
  at(key: string): UploadSession | undefined {
    const session = this.#sessions.get(key);
    return session && session.expiresAt > this.#clock().getTime() ? session : undefined;
  }

  end(session: UploadSession): void {
    this.#sessions.delete(session.key);
  }

  /** Puts the file together when all of it is there. */
  add(session: UploadSession, part: Buffer): StoredFile | undefined {
    session.parts.push(part);
    session.received += part.length;
    if (session.received !== session.total) return undefined;
    const { name, uniqueId, thread, parts } = session;
    const bytes = Buffer.concat(parts);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = { name, uniqueId, thread, bytes, sha256, parts: parts.length };
    this.#files.set(uniqueId, file);
    this.end(session);
    return file;
  }

  file(uniqueId: string): StoredFile | undefined {
    return this.#files.get(uniqueId);
  }

  files(): readonly StoredFile[] {
    return [...this.#files.values()];
  }
}
