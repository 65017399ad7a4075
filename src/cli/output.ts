import { randomBytes } from 'node:crypto';
import { open, realpath, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { errorCode } from '../lib/log.js';
import { UsageError } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** Where the data of a command goes. */
export interface Output {
  readonly toFile: boolean;
  /** `produce` writes the data and ends the stream. What it wrote to a file appears under its name at once, or not at all. */
  write(produce: (stream: Writable) => Promise<void>): Promise<void>;
}

/**
 * Standard output, or a file. The file is written beside its name and renamed at the end, so that nobody ever sees half
 * of it. Rejects with UsageError, before any work is done, when it can't be written there.
 */
export async function openOutput(path: string | undefined, terminal: Terminal): Promise<Output> {
  if (path === undefined) return { toFile: false, write: (produce) => produce(terminal.sink()) };
  const target = await targetOf(path);
  const draft = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  // Tried now, because nobody wants to hear it after a long scan.
  await (await openDraft(draft, path)).close();
  await unlink(draft);
  return {
    toFile: true,
    write: async (produce) => {
      const file = await openDraft(draft, path);
      try {
        await produce(streamInto(file));
        await file.sync();
      } catch (error) {
        await file.close();
        await unlink(draft);
        throw error;
      }
      await file.close();
      await rename(draft, target);
    },
  };
}

/** The file stays open, so that it can be synced after the end of the data. */
function streamInto(file: FileHandle): Writable {
  return new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      file.writeFile(chunk).then(() => {
        done();
      }, done);
    },
  });
}

/** A link is followed, so that it stays a link. */
async function targetOf(path: string): Promise<string> {
  try {
    const target = await realpath(path);
    const found = await stat(target);
    if (found.isFile()) return target;
    const kind = found.isDirectory() ? 'a directory' : 'not a regular file';
    throw new UsageError(`--output: ${path} is ${kind}. Name a file.`);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return path;
    throw error instanceof UsageError ? error : unwritable(path, error);
  }
}

async function openDraft(draft: string, path: string): Promise<FileHandle> {
  try {
    return await open(draft, 'wx');
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, cause: unknown): UsageError {
  const code = errorCode(cause);
  const why =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? 'its directory does not exist'
      : `it can't be written`;
  return new UsageError(`--output: ${path}: ${why} (${code}).`, { cause });
}
