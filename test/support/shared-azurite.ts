import { startAzurite, type Azurite } from './azurite.js';

let started: Promise<Azurite> | undefined;

/** One Azurite for all suites of a run that ask for one. Suites keep apart by using names of their own. */
export function sharedAzurite(): Promise<Azurite> {
  started ??= startAzurite();
  return started;
}

// Registered on the root suite, because this file is loaded outside of any describe: runs after the last suite.
after('stop the shared Azurite', async () => {
  await (await started)?.stop();
});
