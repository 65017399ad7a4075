import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { textTable } from '../src/cli/text-table.js';
import { Untrusted } from '../src/lib/untrusted.js';
import { analyse } from '../src/zap/analysis/analyse.js';
import { partsOfMime } from '../src/zap/analysis/mime.js';
import type { OwnSide } from '../src/zap/analysis/input.js';
import type { ExplainedField, MessageAnalysis, Observation } from '../src/zap/analysis/report.js';

/**
 * Runs the analysis over a folder of real mail and prints figures: errors, times, header fields understood, observations by
 * code. With --sample it prints defanged samples of one code, for a look by hand. Nothing is written.
 */

interface Options {
  readonly sample?: string;
  readonly number: number;
}

interface Measured {
  readonly file: string;
  readonly analysis: MessageAnalysis;
  readonly analyseMs: number;
  readonly mimeMs: number;
}

const ownSide: OwnSide = { domains: [], people: [] };
const oddShown = 6;
const runs = 3;

const command = new Command('measure-corpus')
  .argument('[folder]', 'with headers/*.txt and messages/*', '../shared/corpus')
  .option(
    '--sample <code>',
    'prints samples of one observation, or of a header field as X-Name/KEY',
  )
  .option('--number <n>', 'how many samples', wholeNumber, 20)
  .parse();
const { sample, number } = command.opts<Options>();
const repository = fileURLToPath(new URL('..', import.meta.url));
const folder = join(repository, command.args[0] ?? '../shared/corpus');
const place = existsSync(command.args[0] ?? '') ? (command.args[0] ?? folder) : folder;
if (existsSync(place)) await measure(place);
else say('There is no corpus in that folder: nothing to measure.');

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('a whole number is expected.');
  return Number(text);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function measure(root: string): Promise<void> {
  const measured: Measured[] = [];
  const failed: string[] = [];
  for (const file of await filesOf(root)) {
    try {
      measured.push(await measureOne(file));
    } catch (error) {
      failed.push(`${basename(file)}: ${error instanceof Error ? error.name : 'no error'}`);
    }
  }
  if (sample !== undefined) {
    printSamples(measured, sample);
    return;
  }
  say(`${measured.length} files analysed, ${failed.length} errors.`);
  for (const line of failed) say(line);
  printTimes(measured);
  printVerdicts(measured);
  printFields(measured.flatMap(({ analysis }) => analysis.headers.fields));
  printObservations(measured);
}

async function filesOf(root: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const part of ['headers', 'messages']) {
    const within = join(root, part);
    if (!existsSync(within)) continue;
    files.push(...(await readdir(within)).sort().map((name) => join(within, name)));
  }
  return files;
}

/** The fastest of some runs: other work on the machine only ever adds time. */
async function measureOne(file: string): Promise<Measured> {
  const bytes = await readFile(file);
  let best: Measured | undefined;
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    const parts = await partsOfMime(bytes);
    const read = performance.now();
    const analysis = analyse(parts, ownSide);
    const analyseMs = performance.now() - read;
    const mimeMs = read - began;
    best = {
      file: basename(file),
      analysis,
      analyseMs: Math.min(analyseMs, best?.analyseMs ?? analyseMs),
      mimeMs: Math.min(mimeMs, best?.mimeMs ?? mimeMs),
    };
  }
  if (best === undefined) throw new Error('There must be at least one run.');
  return best;
}

function printTimes(measured: readonly Measured[]): void {
  const figures = (name: string, pick: (one: Measured) => number): readonly string[] => {
    const sorted = measured.map(pick).sort((a, b) => a - b);
    const at = (share: number): string =>
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
    return [name, at(0.5), at(0.9), at(0.99), at(1)];
  };
  say(
    textTable(
      ['milliseconds', 'median', '90 %', '99 %', 'worst'],
      [
        figures('analyse', ({ analyseMs }) => analyseMs),
        figures('take MIME apart', ({ mimeMs }) => mimeMs),
        figures('both', ({ analyseMs, mimeMs }) => analyseMs + mimeMs),
      ],
    ),
  );
}

function printVerdicts(measured: readonly Measured[]): void {
  const count = countBy(measured.map(({ analysis }) => analysis.verdict.level));
  say(textTable(['verdict', 'messages'], rowsOf(count)));
  const links = measured.flatMap(({ analysis }) => analysis.links);
  const wrapped = countBy(links.flatMap(({ wrappedBy }) => wrappedBy));
  say(
    `${links.length} links (after grouping), ${links.filter(({ wrappedBy }) => wrappedBy.length > 0).length} wrapped.`,
  );
  say(textTable(['wrapped by', 'links'], rowsOf(wrapped)));
}

function printFields(fields: readonly ExplainedField[]): void {
  const byName = new Map<string, { parsed: number; odd: number; values: Set<string> }>();
  for (const { header, key, understood, value } of fields) {
    const name = `${header}/${key}`.slice(0, 60);
    const entry = byName.get(name) ?? { parsed: 0, odd: 0, values: new Set<string>() };
    entry.parsed++;
    if (!understood) {
      entry.odd++;
      if (entry.values.size < oddShown) entry.values.add(value.slice(0, 20));
    }
    byName.set(name, entry);
  }
  const rows = [...byName]
    .sort(([, a], [, b]) => b.parsed - a.parsed)
    .map(([name, { parsed, odd, values }]) => [
      name,
      String(parsed),
      String(odd),
      [...values].join(' | '),
    ]);
  say(textTable(['header field', 'parsed', 'not understood', 'such as'], rows));
}

function printObservations(measured: readonly Measured[]): void {
  const messages = new Map<string, number>();
  const all = new Map<string, { weights: Set<string>; count: number }>();
  for (const { analysis } of measured) {
    const found = observationsOf(analysis);
    for (const code of new Set(found.map((one) => one.code)))
      messages.set(code, (messages.get(code) ?? 0) + 1);
    for (const { code, weight } of found) {
      const entry = all.get(code) ?? { weights: new Set<string>(), count: 0 };
      entry.weights.add(weight);
      all.set(code, { ...entry, count: entry.count + 1 });
    }
  }
  const rows = [...all]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([code, { weights, count }]) => [
      code,
      [...weights].join(', '),
      String(messages.get(code) ?? 0),
      String(count),
    ]);
  say(textTable(['observation', 'weight', 'messages', 'times'], rows));
}

function observationsOf(analysis: MessageAnalysis): readonly Observation[] {
  return [
    ...analysis.headers.observations,
    ...analysis.names,
    ...analysis.links.flatMap(({ observations }) => observations),
    ...analysis.attachments.flatMap(({ observations }) => observations),
  ];
}

/** One line each: the file, what is shown, and who the message says it is from. */
function printSamples(measured: readonly Measured[], wanted: string): void {
  const lines = measured.flatMap(({ file, analysis }) => {
    const { fromName, fromAddress } = analysis.people;
    const shown = [
      ...observationsOf(analysis)
        .filter(({ code }) => code === wanted)
        .map(({ weight, shown: texts }) => `[${weight}] ${texts.join('  |  ')}`),
      ...analysis.headers.fields
        .filter(({ header, key, understood }) => `${header}/${key}` === wanted && !understood)
        .map(({ value }) => value),
    ];
    return shown
      .slice(0, 1)
      .map((text) => `${file}: ${inert(text)}   from ${inert(`${fromName} <${fromAddress}>`)}`);
  });
  const step = Math.max(1, Math.floor(lines.length / number));
  say(`${lines.length} messages; every ${step}. of them:`);
  for (const [at, line] of lines.entries()) if (at % step === 0 && at / step < number) say(line);
}

function inert(text: string): string {
  return Untrusted.of(text).forCard();
}

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const count = new Map<string, number>();
  for (const name of names) count.set(name, (count.get(name) ?? 0) + 1);
  return count;
}

function rowsOf(count: ReadonlyMap<string, number>): readonly (readonly string[])[] {
  return [...count].sort(([, a], [, b]) => b - a).map(([name, times]) => [name, String(times)]);
}
