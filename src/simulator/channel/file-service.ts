import { randomUUID } from 'node:crypto';
import type { Ledger } from '../ledger.js';
import type { SimulatedRequest, SimulatedResponse, SimulatedService } from '../service.js';

export interface SentFile {
  readonly name: string;
  readonly content: string;
}

/** Files that people sent to the bot, by the key in their pre-authorised address. */
export class SentFiles {
  readonly #files = new Map<string, SentFile>();

  /** Keeps the file and gives the path at which it can be fetched without a token. */
  keep(file: SentFile): string {
    const key = randomUUID();
    this.#files.set(key, file);
    return `/onedrive/${key}`;
  }

  at(key: string): SentFile | undefined {
    return this.#files.get(key);
  }
}

/** `/onedrive`: the sender's OneDrive. A request that brings a token along is a violation: it would leak to a file host. */
export function fileService(ledger: Ledger, files: SentFiles): SimulatedService {
  return {
    prefix: '/onedrive',
    handle: (request) => Promise.resolve(answer(ledger, files, request)),
  };
}

function answer(
  ledger: Ledger,
  files: SentFiles,
  { method, path, headers, entry }: SimulatedRequest,
): SimulatedResponse {
  if (headers.authorization !== undefined) {
    const detail = 'a token was sent to a file host';
    ledger.record({ kind: 'violation', rule: 'file-with-token', request: entry, detail });
  }
  const file = method === 'GET' ? files.at(path.slice(1)) : undefined;
  return file === undefined
    ? { status: 404, body: { error: 'no such file' } }
    : {
        status: 200,
        headers: { 'Content-Type': 'application/octet-stream' },
        body: Buffer.from(file.content, 'utf8'),
      };
}
