import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { UsageError } from '../../../src/cli/exit-code.js';
import { openOutput } from '../../../src/cli/output.js';
import { Terminal } from '../../../src/cli/terminal.js';
import { writeCsvData, writeText } from '../../../src/cli/write-data.js';
import { capturedTerminal } from './captured-terminal.js';

describe('the output of a command', () => {
  let folder: string;
  const { terminal } = capturedTerminal();
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'warden-cli-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('appears in the file as a whole, in place of what was there, and leaves nothing beside it', async () => {
    const path = join(folder, 'report.csv');
    await writeFile(path, 'old');
    const output = await openOutput(path, terminal);
    await output.write(async (stream) => {
      stream.write('new ');
      assert.equal(await readFile(path, 'utf8'), 'old');
      await writeText(stream, 'x'.repeat(300_000));
    });
    assert.equal(await readFile(path, 'utf8'), `new ${'x'.repeat(300_000)}`);
    assert.deepEqual(await readdir(folder), ['report.csv']);
  });

  it('leaves the old file when writing fails, and passes the failure on', async () => {
    const path = join(folder, 'report.csv');
    await writeFile(path, 'old');
    const output = await openOutput(path, terminal);
    const broken = new Error('broken');
    await assert.rejects(
      output.write(() => Promise.reject(broken)),
      broken,
    );
    assert.equal(await readFile(path, 'utf8'), 'old');
    assert.deepEqual(await readdir(folder), ['report.csv']);
  });

  it('goes through a link and keeps it', async () => {
    await writeFile(join(folder, 'real'), 'old');
    await symlink(join(folder, 'real'), join(folder, 'link'));
    const output = await openOutput(join(folder, 'link'), terminal);
    await output.write((stream) => writeText(stream, 'new'));
    assert.equal(await readFile(join(folder, 'real'), 'utf8'), 'new');
  });

  it('is refused before any work is done where no file can be', async () => {
    const refused = async (path: string, why: RegExp): Promise<void> => {
      await assert.rejects(openOutput(path, terminal), (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, why);
        return true;
      });
    };
    await refused(folder, /is a directory/);
    await refused('/dev/null', /not a regular file/);
    await refused(join(folder, 'no', 'such'), /its directory does not exist \(ENOENT\)/);
    await writeFile(join(folder, 'file'), '');
    await refused(join(folder, 'file', 'below'), /its directory does not exist \(ENOTDIR\)/);
    assert.deepEqual(await readdir(folder), ['file']);
  });

  it('begins with a byte order mark in a CSV file, and not on standard output', async () => {
    const path = join(folder, 'report.csv');
    const output = await openOutput(path, terminal);
    await output.write((stream) => writeCsvData({ stream, bom: output.toFile }, ['A'], [['ä']]));
    assert.equal(await readFile(path, 'utf8'), '\uFEFF"A"\r\n"ä"\r\n');
    const captured = capturedTerminal();
    const printed = await openOutput(undefined, captured.terminal);
    await printed.write((stream) => writeCsvData({ stream, bom: printed.toFile }, ['A'], [['ä']]));
    assert.equal(captured.out(), '"A"\r\n"ä"\r\n');
  });
});

describe('standard output', () => {
  const failing = (code: string): Writable =>
    new Writable({
      write: (_chunk, _encoding, done) => {
        done(Object.assign(new Error(code), { code }));
      },
    });

  it('takes no notice of a reader that has gone', async () => {
    const terminal = new Terminal(failing('EPIPE'), failing('EPIPE'));
    await terminal.print('a');
    await writeText(terminal.sink(), 'b');
    terminal.say('c');
    terminal.say('d');
  });

  it('does not hide that a disk is full', async () => {
    const terminal = new Terminal(failing('ENOSPC'), capturedTerminal().terminal.err);
    await assert.rejects(terminal.print('a'), { code: 'ENOSPC' });
  });

  it('writes in the order of the calls', async () => {
    const captured = capturedTerminal();
    await Promise.all(['a', 'b', 'c'].map((text) => captured.terminal.print(text)));
    assert.equal(captured.out(), 'abc');
  });
});
