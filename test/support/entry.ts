import { fileURLToPath } from 'node:url';

/**
 * Node's arguments that start one of our programs: from the sources, or built, where the run has built them (see
 * `scripts/run-side-by-side.ts`): a built one starts in half the time.
 */
export function startOf(program: 'main' | 'cli/main'): readonly string[] {
  const file = (folder: string): string =>
    fileURLToPath(new URL(`../../${folder}`, import.meta.url));
  return process.env['WARDEN_TEST_BUILT'] === undefined
    ? ['--import', 'tsx', file(`src/${program}.ts`)]
    : ['--disable-proto=delete', file(`dist/${program}.js`)];
}
