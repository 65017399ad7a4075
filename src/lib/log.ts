/** What may be logged: ids, codes, counts and times of ours. Never text that a person or an attacker wrote. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Structured log, one JSON object a line. Messages are constants. In a healthy day there is no `error` line; `warn`
 * means that a person may need to look.
 */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** The code of an error, for a log line: never its text. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
