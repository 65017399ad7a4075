import { AppError, ConfigError, ServiceError } from '../lib/errors.js';
import { exitCodes, UsageError, type ExitCode } from './exit-code.js';
import { plain } from './text-table.js';

export interface Failure {
  readonly text: string;
  readonly exitCode: ExitCode;
}

/**
 * What a person is told of a command that could not be carried out. Anything but a mistake in the command line or the
 * settings leaves something unread: never 1, which says "complete".
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof UsageError) {
    return { text: `error: ${error.message}`, exitCode: exitCodes.usage };
  }
  if (error instanceof ConfigError) {
    const problems = error.problems.map((problem) => `  - ${problem}`);
    const last =
      'Every setting is explained in env/.env.example; "inbox-warden doctor" checks them.';
    const text = ['error: these settings are missing or wrong:', ...problems, last].join('\n');
    return { text, exitCode: exitCodes.usage };
  }
  const text = `error: ${plain(error instanceof Error ? error.message : String(error))}${codes(error)}`;
  return { text, exitCode: exitCodes.incomplete };
}

function codes(error: unknown): string {
  if (!(error instanceof AppError)) return error instanceof Error ? ` (${error.name})` : '';
  const { serviceCode, requestId } = error instanceof ServiceError ? error.answer : {};
  const parts = [
    error.code,
    serviceCode,
    requestId === undefined ? undefined : `request ${requestId}`,
  ];
  return ` (${parts
    .filter((part) => part !== undefined)
    .map(plain)
    .join(', ')})`;
}
