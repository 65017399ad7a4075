import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { appPackage, filledManifest, manifestProblems, parseEnvFile } from './app-package.js';

/** `npm run package [-- name]`: makes appPackage/build/appPackage.<name>.zip from env/.env.<name>; the name is 'dev' if none is given. */
const name = process.argv[2] ?? 'dev';
const files = [`env/.env.${name}`, `env/.env.${name}.user`].filter((file) => existsSync(file));
if (files.length === 0) throw new Error(`There is no env/.env.${name}.`);
const values = Object.assign(
  {},
  ...files.map((file) => parseEnvFile(readFileSync(file, 'utf8'))),
) as Record<string, string>;
const manifest = filledManifest({ ...values, ...process.env });
const problems = manifestProblems(manifest);
if (problems.length > 0) throw new Error(`The manifest is not valid:\n${problems.join('\n')}`);
mkdirSync('appPackage/build', { recursive: true });
const file = `appPackage/build/appPackage.${name}.zip`;
writeFileSync(file, appPackage(manifest));
process.stdout.write(`${file}\n`);
