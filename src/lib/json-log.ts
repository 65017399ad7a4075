import { pino } from 'pino';
import type { Log, LogFields } from './log.js';

const longest = 200;

/** Secrets by shape, should one ever reach a field: JWTs, SAS signatures, bearer headers. */
const secretShapes = /eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|sig=[^&\s]+|Bearer\s+\S+|AccountKey=[^;\s]+/g;

function clean(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string'
        ? value.replace(secretShapes, '[redacted]').slice(0, longest)
        : value,
    ]),
  );
}

/** Logs to standard output; `level` is one of pino's: debug, info, warn, error, silent. */
export function jsonLog(level: string, destination?: { write(line: string): void }): Log {
  const logger = destination
    ? pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
    : pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  return {
    debug: (fields, message) => {
      logger.debug(clean(fields), message);
    },
    info: (fields, message) => {
      logger.info(clean(fields), message);
    },
    warn: (fields, message) => {
      logger.warn(clean(fields), message);
    },
    error: (fields, message) => {
      logger.error(clean(fields), message);
    },
  };
}
