import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { zipSync } from 'fflate';

const root = new URL('../', import.meta.url);

/** The manifest with its placeholders filled. Throws with every placeholder that has no value. */
export function filledManifest(values: Readonly<Record<string, string | undefined>>): string {
  const text = readFileSync(new URL('appPackage/manifest.json', root), 'utf8');
  const missing = new Set<string>();
  const filled = text.replace(/\$\{\{(\w+)\}\}/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined || value === '') missing.add(name);
    return value ?? placeholder;
  });
  if (missing.size > 0) throw new Error(`No value for ${[...missing].join(', ')}.`);
  return filled;
}

/** What Microsoft's schema for the manifest's version says against it; the schema comes with a package, nothing is fetched. */
export function manifestProblems(manifest: string): readonly string[] {
  const parsed = JSON.parse(manifest) as { manifestVersion: string };
  const packageFile = createRequire(import.meta.url).resolve(
    '@microsoft/app-manifest/package.json',
  );
  const schemaFile = `build/json-schemas/teams/v${parsed.manifestVersion}/MicrosoftTeams.schema.json`;
  const schema = JSON.parse(
    readFileSync(new URL(schemaFile, `file://${packageFile}`), 'utf8'),
  ) as Record<string, unknown>;
  const ajv = new AjvDraft04.default({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  if (validate(parsed)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath === '' ? '/' : instancePath} ${message ?? ''}`,
  );
}

/** The app package: a zip with the manifest and the two icons at its root. */
export function appPackage(manifest: string): Uint8Array {
  const icon = (name: string): Uint8Array => readFileSync(new URL(`appPackage/${name}`, root));
  return zipSync({
    'manifest.json': Buffer.from(manifest, 'utf8'),
    'color.png': icon('color.png'),
    'outline.png': icon('outline.png'),
  });
}

/** NAME=value lines; comments and empty lines are left out. */
export function parseEnvFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined) values[match[1]] = match[2] ?? '';
  }
  return values;
}
