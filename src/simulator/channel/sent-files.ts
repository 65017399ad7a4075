import { randomUUID } from 'node:crypto';

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
