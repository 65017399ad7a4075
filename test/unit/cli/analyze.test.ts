import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capturedTerminal } from './captured-terminal.js';

const honest =
  'From: Ida <ida@partner.example>\nTo: bo@contoso.example\nSubject: Lunch\nDate: Mon, 5 Oct 2026 08:00:00 +0000\n';
const phish = [
  'From: "ceo@contoso.example" <pay@evil.example>',
  'Subject: Invoice \u001B[31m\u202E',
  'MIME-Version: 1.0',
  'Content-Type: text/html',
  '',
  '<a href="https://login.evil.example/x?t=s3cr3t">https://bank.example</a>',
].join('\r\n');

describe('inbox-warden analyze', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'warden-analyze-'));
    await writeFile(join(folder, 'honest.eml'), honest);
    await writeFile(join(folder, 'phish.eml'), phish);
    await writeFile(join(folder, 'item.msg'), Buffer.from('d0cf11e0a1b11ae1', 'hex'));
    await writeFile(join(folder, 'words.txt'), 'nothing of a header');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Names in the folder; what is no file's name is passed on as it is. */
  async function analyze(...args: readonly string[]) {
    const { runProgram } = await import('../../../src/cli/program.js');
    const captured = capturedTerminal();
    const paths = args.map((arg) => (/\.(?:eml|msg|txt)$/.test(arg) ? join(folder, arg) : arg));
    const exitCode = await runProgram(['analyze', ...paths], { env: {}, ...captured });
    return { exitCode, out: captured.out(), err: captured.err() };
  }

  it('ends with 0 for a message in which nothing stands out, and needs no settings', async () => {
    const { exitCode, out, err } = await analyze('honest.eml');
    assert.deepEqual([exitCode, err], [0, '']);
    assert.match(out, /Lunch/);
  });

  it('ends with 1 when something speaks against one of the messages', async () => {
    const { exitCode, out } = await analyze('honest.eml', 'phish.eml');
    assert.equal(exitCode, 1);
    assert.match(out, /^== .*honest\.eml\n[^]*\n== .*phish\.eml\n/);
  });

  for (const [bad, why] of [
    ['missing.eml', /missing\.eml: it can't be read \(ENOENT\)/],
    ['item.msg', /item\.msg: it is an Outlook \.msg file; save/],
    ['words.txt', /words\.txt: no header was found in it/],
  ] as const) {
    it(`ends with 2 for ${bad}, and still explains the others`, async () => {
      const { exitCode, out, err } = await analyze(bad, 'phish.eml');
      assert.equal(exitCode, 2);
      assert.match(err, why);
      assert.match(out, /evil\[\.\]example/);
    });
  }

  it('ends with 2 for a folder', async () => {
    const { exitCode, err } = await analyze(folder);
    assert.equal(exitCode, 2);
    assert.match(err, /it can't be read \(EISDIR\)/);
  });

  it('ends with 3 without any file, and for a form that it does not know', async () => {
    for (const args of [[], ['honest.eml', '--format', 'csv']]) {
      const { exitCode, out } = await analyze(...args);
      assert.deepEqual([exitCode, out], [3, ''], args.join(' '));
    }
  });

  it('writes JSON with one entry per file, in their order, also for those not read', async () => {
    const args = ['words.txt', 'honest.eml', 'phish.eml', '--format', 'json'];
    const { exitCode, out } = await analyze(...args);
    const entries = JSON.parse(out) as {
      file: string;
      error?: string;
      verdict?: { level: string };
    }[];
    assert.equal(exitCode, 2);
    assert.deepEqual(
      entries.map(({ file, error, verdict }) => [file.split('/').at(-1), error, verdict?.level]),
      [
        ['words.txt', 'no header was found in it.', undefined],
        ['honest.eml', undefined, 'unremarkable'],
        ['phish.eml', undefined, 'suspicious'],
      ],
    );
  });

  it('shows what attackers wrote without steering the terminal, and no path of a link', async () => {
    for (const format of ['table', 'json']) {
      const { out } = await analyze('phish.eml', '--format', format);
      assert.doesNotMatch(out, /\p{Cf}|s3cr3t|https:\/\/login/u);
      assert.ok(!out.includes('\u001B'));
      assert.match(out, /Invoice/);
    }
  });

  it('compares with the domains that are named as our own, in any case', async () => {
    await writeFile(
      join(folder, 'alike.eml'),
      honest.replace('partner.example', 'c0ntoso.example'),
    );
    const alone = await analyze('alike.eml');
    const guarded = await analyze('alike.eml', '--own-domain', 'CONTOSO.example');
    assert.deepEqual([alone.exitCode, guarded.exitCode], [0, 1]);
    assert.match(guarded.out, /written to look like one of our own/);
  });
});
