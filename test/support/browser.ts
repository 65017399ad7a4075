import process from 'node:process';
import type { Browser } from 'playwright-core';

/** A browser in one process ends with its first closed page, and one without web security is not what people use. */
const LEFT_OUT = new Set([
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
]);

/**
 * Starts a headless Chromium that brings its own libraries and talks to nobody but the pages it is given.
 * The caller closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  // The package unpacks its shared libraries only where it believes to run in that cloud.
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs20.x';
  const { default: bundled } = await import('@sparticuz/chromium');
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: await bundled.executablePath(),
    args: [
      ...bundled.args.filter((argument) => !LEFT_OUT.has(argument)),
      '--disable-background-networking',
    ],
    headless: true,
  });
}
