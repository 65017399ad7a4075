import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';

/**
 * Runs test files in several mocha processes beside each other, because they mostly wait for processes of their own. Each
 * has its own Azurite. What one prints comes out whole, when it ends.
 */

const command = new Command('run-side-by-side')
  .argument('<folder>', 'below test/')
  .argument('[words...]', 'only files whose names hold one of these')
  .option('--lanes <n>', 'processes beside each other', String(Math.min(2, availableParallelism())))
  .parse();
const [folder = '', ...words] = command.args;
const lanes = Number(command.opts<{ lanes: string }>().lanes);
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
const codes = await Promise.all(shares.map(run));
process.exitCode = Math.max(...codes);

function run(share: readonly string[]): Promise<number> {
  const mocha = fileURLToPath(import.meta.resolve('mocha/bin/mocha.js'));
  const child = spawn(process.execPath, [mocha, ...share], { cwd: root });
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
