import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../../src/cli/exit-code.js';
import { openOutputFolder } from '../../../src/cli/output-folder.js';
import { writeText } from '../../../src/cli/write-data.js';
import { capturedTerminal } from './captured-terminal.js';

describe('the output of a command with several files', () => {
  let folder: string;
  const { terminal } = capturedTerminal();
  const names = ['a.csv', 'b.csv'] as const;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'warden-cli-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is a directory that is made, with one file for each name', async () => {
    const path = join(folder, 'report');
    const outputs = await openOutputFolder(path, names, terminal);
    assert.deepEqual(await readdir(path), []);
    for (const name of names) {
      await outputs.get(name)?.write((stream) => writeText(stream, `of ${name}`));
    }
    assert.deepEqual(await readdir(path), ['a.csv', 'b.csv']);
    assert.equal(await readFile(join(path, 'b.csv'), 'utf8'), 'of b.csv');
  });

  it('takes a directory that is there, through a link too, and leaves its other files alone', async () => {
    await mkdir(join(folder, 'real'));
    await writeFile(join(folder, 'real', 'mine.txt'), 'mine');
    await symlink(join(folder, 'real'), join(folder, 'link'));
    const outputs = await openOutputFolder(join(folder, 'link'), ['a.csv'], terminal);
    await outputs.get('a.csv')?.write((stream) => writeText(stream, 'x'));
    assert.deepEqual(await readdir(join(folder, 'real')), ['a.csv', 'mine.txt']);
  });

  it('is refused before any work is done where no directory can be', async () => {
    await writeFile(join(folder, 'file'), '');
    await symlink(join(folder, 'gone'), join(folder, 'nowhere'));
    await mkdir(join(folder, 'taken', 'b.csv'), { recursive: true });
    for (const [path, why] of [
      [join(folder, 'file'), /is no directory; with several views it has to be one/],
      [join(folder, 'nowhere'), /is no directory/],
      [join(folder, 'no', 'such'), /would lie in a directory that does not exist/],
      [join(folder, 'file', 'x'), /would lie in a directory that does not exist/],
      [join(folder, 'taken'), /b\.csv is a directory/],
    ] as const) {
      await assert.rejects(openOutputFolder(path, names, terminal), (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, why);
        return true;
      });
    }
  });
});
