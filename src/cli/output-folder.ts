import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../lib/log.js';
import { UsageError } from './exit-code.js';
import { openOutput, type Output } from './output.js';
import type { Terminal } from './terminal.js';

/**
 * A directory with one file for each name, made when it is not there yet. Each file appears at once, or not at all. Rejects
 * with UsageError, before any work is done, when it can't be written there.
 */
export async function openOutputFolder<N extends string>(
  path: string,
  names: readonly N[],
  terminal: Terminal,
): Promise<ReadonlyMap<N, Output>> {
  await makeFolder(path);
  const outputs = new Map<N, Output>();
  for (const name of names) outputs.set(name, await openOutput(join(path, name), terminal));
  return outputs;
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST' && (await isDirectory(path))) return;
    throw new UsageError(`--output: ${path} ${whyNot(code)} (${code}).`, { cause: error });
  }
}

/** A link that leads nowhere is none. */
async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function whyNot(code: string): string {
  if (code === 'EEXIST') return 'is no directory; with several views it has to be one';
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return 'would lie in a directory that does not exist';
  return `can't be made`;
}
