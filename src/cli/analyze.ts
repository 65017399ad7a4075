import { readFile } from 'node:fs/promises';
import { analyseText, writtenAnalysis } from '../app/message-analysis.js';
import { errorCode } from '../lib/log.js';
import type { MessageAnalysis } from '../zap/analysis/report.js';
import type { CommandContext } from './command-context.js';
import { exitCodes, type ExitCode } from './exit-code.js';
import { jsonText } from './json-text.js';
import { plain } from './text-table.js';

export interface AnalyzeOptions {
  readonly files: readonly string[];
  readonly format: 'table' | 'json';
  readonly ownDomain?: readonly string[];
}

type Outcome =
  | { readonly file: string; readonly kind: 'analysis'; readonly analysis: MessageAnalysis }
  | { readonly file: string; readonly kind: 'not-read'; readonly why: string };

/** `analyze`: explains messages from files, without any tenant. One that can't be read does not keep the others from it. */
export async function analyzeCommand(
  { files, format, ownDomain = [] }: AnalyzeOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const domains = ownDomain.map((domain) => domain.toLowerCase());
  const outcomes: Outcome[] = [];
  for (const file of files) {
    const outcome = await analyseFile(file, domains);
    outcomes.push(outcome);
    if (outcome.kind === 'not-read') terminal.say(`error: ${plain(file)}: ${outcome.why}`);
    else if (format === 'table') await terminal.print(`${textOf(outcome, files.length)}\n`);
  }
  if (format === 'json') await terminal.print(jsonText(outcomes.map(jsonOf)));
  if (outcomes.some(({ kind }) => kind === 'not-read')) return exitCodes.incomplete;
  return outcomes.some(stands) ? exitCodes.found : exitCodes.clean;
}

async function analyseFile(file: string, domains: readonly string[]): Promise<Outcome> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    return { file, kind: 'not-read', why: `it can't be read (${errorCode(error)}).` };
  }
  const analysed = await analyseText(bytes, domains);
  if (analysed.kind === 'analysis') return { file, ...analysed };
  const why =
    analysed.kind === 'outlook'
      ? 'it is an Outlook .msg file; save the message as .eml.'
      : 'no header was found in it.';
  return { file, kind: 'not-read', why };
}

function stands(outcome: Outcome): boolean {
  if (outcome.kind === 'not-read') return false;
  return ['dangerous', 'suspicious'].includes(outcome.analysis.verdict.level);
}

function textOf({ file, analysis }: Extract<Outcome, { kind: 'analysis' }>, of: number): string {
  const heading = of > 1 ? [`== ${plain(file)}`] : [];
  return `${[...heading, ...writtenAnalysis(analysis).lines].join('\n')}\n`;
}

function jsonOf(outcome: Outcome): object {
  return outcome.kind === 'analysis'
    ? { file: plain(outcome.file), ...writtenAnalysis(outcome.analysis).json }
    : { file: plain(outcome.file), error: outcome.why };
}
