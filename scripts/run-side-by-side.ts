import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';

/**
 * Runs test files in several mocha processes beside each other, because they mostly wait for processes of their own. Each
 * has its own Azurite. What one prints comes out whole, when it ends. With --built the service is built once before, and
 * started from there: the tests start it some hundred times.
 */

const command = new Command('run-side-by-side')
  .argument('<folder>', 'below test/')
  .argument('[words...]', 'only files whose names hold one of these')
  .option('--built', 'build the service first, and start it from there')
  .option('--lanes <n>', 'processes beside each other', String(Math.min(2, availableParallelism())))
  .parse();
const [folder = '', ...words] = command.args;
const { built = false, ...options } = command.opts<{ built?: boolean; lanes: string }>();
const lanes = Number(options.lanes);
const root = fileURLToPath(new URL('../', import.meta.url));

const names = (await readdir(`${root}test/${folder}`))
  .filter((name) => name.endsWith('.test.ts'))
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
  .sort();
if (names.length === 0) throw new Error(`There is no such test in test/${folder}.`);
const files = names.map((name) => `test/${folder}/${name}`);
const shares = Array.from({ length: lanes }, (_, lane) =>
  files.filter((_file, index) => index % lanes === lane),
).filter((share) => share.length > 0);
const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
const mocha = fileURLToPath(import.meta.resolve('mocha/bin/mocha.js'));
const code = built ? await run([tsc, '-p', 'tsconfig.build.json']) : 0;
const codes =
  code === 0 ? await Promise.all(shares.map((share) => run([mocha, ...share]))) : [code];
process.exitCode = Math.max(...codes);

function run(args: readonly string[]): Promise<number> {
  const env = { ...process.env, ...(built ? { WARDEN_TEST_BUILT: '1' } : {}) };
  const child = spawn(process.execPath, args, { cwd: root, env });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => printed.push(part));
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(printed));
      resolve(code ?? 1);
    });
  });
}
