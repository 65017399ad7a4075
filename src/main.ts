import { processEnvironment, readServiceConfig } from './app/config.js';
import { run } from './app/run.js';
import { systemClock } from './lib/clock.js';
import { AppError, ConfigError } from './lib/errors.js';
import { jsonLog } from './lib/json-log.js';

/** Starts the service. Without its settings it refuses, says what is missing, and names the demo. */
async function main(): Promise<void> {
  const config = readServiceConfig(processEnvironment());
  const log = jsonLog(config.logLevel);
  const service = await run(config, systemClock, log);
  const stop = (): void => {
    void service.stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) {
    process.stderr.write(
      [
        'Inbox Warden cannot start with these settings:',
        ...error.problems.map((problem) => `  - ${problem}`),
        'Every setting is explained in env/.env.example. To see the product without any, run: npm run demo',
        '',
      ].join('\n'),
    );
    process.exit(3);
  }
  if (error instanceof AppError) {
    process.stderr.write(`Inbox Warden cannot start: ${error.message} (${error.code})\n`);
    process.exit(1);
  }
  throw error;
});
