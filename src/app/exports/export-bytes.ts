import { createHash, randomBytes } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { FileSource } from '../../adapters/teams/file-upload.js';
import { writeCsv, type CsvRow } from '../../lib/csv.js';
import { errorCode } from '../../lib/log.js';
import type { ExportKind, ExportRequest, ExportServices } from './export-kind.js';

/** The bytes of an export, counted. */
export interface ExportSize {
  /** Without the header. */
  readonly rows: number;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** The file on this machine's disk, without a name there. */
export interface ExportFile extends ExportSize, FileSource {
  close(): Promise<void>;
}

/** Goes through all rows without keeping any. Rejects when they can't be read to the end. */
export function measureExport(
  kind: ExportKind,
  services: ExportServices,
  request: ExportRequest,
): Promise<ExportSize> {
  return produce(kind, services, request, () => Promise.resolve());
}

/**
 * Writes the rows to a temporary file. Its name is taken away at once, so that nothing stays on the disk when the process is
 * killed; where the system does not allow that, at the end.
 */
export async function exportFile(
  kind: ExportKind,
  services: ExportServices,
  request: ExportRequest,
): Promise<ExportFile> {
  const path = join(tmpdir(), `inbox-warden-${randomBytes(12).toString('hex')}.tmp`);
  const file = await open(path, 'wx+', 0o600);
  const nameless = await unlinked(path);
  const close = async (): Promise<void> => {
    await file.close();
    if (!nameless) await unlinked(path);
  };
  try {
    const size = await produce(kind, services, request, (block) => file.writeFile(block));
    return { ...size, size: size.bytes, read: (at, length) => bytesAt(file, at, length), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function unlinked(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    // Windows does not take the name of an open file away.
    if (['EBUSY', 'EPERM', 'EACCES'].includes(errorCode(error))) return false;
    throw error;
  }
}

/** Written to the disk at once: a row at a time would cost more than everything else. */
const blockBytes = 256 * 1024;

/** Gathers what comes row by row into blocks. */
function blocks(take: (block: Uint8Array) => Promise<void>): Writable {
  let waiting: Buffer[] = [];
  let size = 0;
  const flush = (done: (error?: Error | null) => void): void => {
    const block = Buffer.concat(waiting, size);
    waiting = [];
    size = 0;
    take(block).then(() => {
      done();
    }, done);
  };
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      waiting.push(chunk);
      size += chunk.byteLength;
      if (size < blockBytes) done();
      else flush(done);
    },
    final: flush,
  });
}

/** As in the files of the command line: a byte order mark, because Excel garbles a file without one. */
async function produce(
  kind: ExportKind,
  services: ExportServices,
  request: ExportRequest,
  take: (block: Uint8Array) => Promise<void>,
): Promise<ExportSize> {
  const hash = createHash('sha256');
  let bytes = 0;
  let rows = 0;
  const out = blocks((block) => {
    bytes += block.byteLength;
    hash.update(block);
    return take(block);
  });
  out.write('\uFEFF');
  const counted = async function* (): AsyncGenerator<CsvRow> {
    for await (const row of kind.rows(services, request)) {
      rows += 1;
      yield row;
    }
  };
  await writeCsv(out, kind.columns, counted());
  return { rows, bytes, sha256: hash.digest('hex') };
}

async function bytesAt(
  file: FileHandle,
  at: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, at + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
