import { readStorageConfig } from '../app/config.js';
import { digestReport, type DigestReport } from '../app/digest-report.js';
import { systemClock } from '../lib/clock.js';
import type { CommandContext } from './command-context.js';
import { exitCodes, type ExitCode } from './exit-code.js';
import type { Format } from './formats.js';
import { jsonText } from './json-text.js';
import { openOutput } from './output.js';
import { openStorage } from './storage.js';
import { writeCsvData, writeText } from './write-data.js';

export interface DigestPreviewOptions {
  readonly format: Format;
  readonly output?: string;
}

/** `digest preview`: the digest of the running period, counted from what is stored. */
export async function digestPreviewCommand(
  options: DigestPreviewOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context;
  const output = await openOutput(options.output, terminal);
  const stores = await openStorage(context);
  const report = await digestReport(stores, readStorageConfig(context.env), systemClock);
  await output.write((stream) => {
    const to = { stream, bom: output.toFile };
    switch (options.format) {
      case 'csv':
        return writeCsvData(to, report.columns, report.cells());
      case 'json':
        return writeText(stream, jsonText(jsonOf(report)));
      case 'table':
        return writeText(stream, report.text);
    }
  });
  if (options.format !== 'table' || output.toFile) terminal.say(report.text.split('\n')[0] ?? '');
  if (!report.complete) return exitCodes.incomplete;
  return report.found ? exitCodes.found : exitCodes.clean;
}

function jsonOf({ period, rows }: DigestReport): object {
  return { schema: 'inbox-warden/digest', version: 1, period, rows };
}
