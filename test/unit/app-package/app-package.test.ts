import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import {
  appPackage,
  filledManifest,
  manifestProblems,
  parseEnvFile,
} from '../../../scripts/app-package.js';
import { commands } from '../../../src/app/commands/dispatch.js';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const ids = parseEnvFile(read('env/.env.dev'));

interface CommandList {
  readonly scopes: readonly string[];
  readonly commands: readonly { readonly title: string }[];
}

describe('The Teams app package', () => {
  it('has a manifest that Microsoft’s own schema accepts', () => {
    assert.deepEqual(manifestProblems(filledManifest(ids)), []);
  });

  it('is refused by the schema when the bot id is no GUID', () => {
    const problems = manifestProblems(filledManifest({ ...ids, BOT_ID: 'not-a-guid' }));
    assert.ok(problems.some((problem) => problem.includes('botId')));
  });

  it('names every placeholder that has no value', () => {
    assert.throws(() => filledManifest({}), /TEAMS_APP_ID, BOT_ID/);
  });

  /** Said rarely, or by buttons, or as the second word of one that is listed. "help" lists them all. */
  const unlisted = ['message', 'revoke', 'show'];

  it('lists the chat commands where they can be said, as many as Teams takes', () => {
    const { bots } = JSON.parse(filledManifest(ids)) as { bots: { commandLists: CommandList[] }[] };
    const names = commands
      .map(({ name }) => name)
      .filter((name) => !unlisted.includes(name) && !name.startsWith('digest '));
    for (const [scope, elsewhere] of [
      ['team', 'analyze'],
      ['personal', 'use this channel'],
    ] as const) {
      const listed = bots[0]?.commandLists.find(({ scopes }) => scopes.includes(scope));
      const titles = listed?.commands.map(({ title }) => title) ?? [];
      assert.ok(titles.length <= 12, `${titles.length} commands`);
      assert.deepEqual(titles.toSorted(), names.filter((name) => name !== elsewhere).sort());
    }
  });

  it('asks Teams to take files from the bot, and to let it write to people', () => {
    const { bots } = JSON.parse(filledManifest(ids)) as {
      bots: { supportsFiles: boolean; isNotificationOnly: boolean; scopes: string[] }[];
    };
    assert.equal(bots[0]?.supportsFiles, true);
    assert.equal(bots[0].isNotificationOnly, false);
    assert.deepEqual(bots[0].scopes.toSorted(), ['personal', 'team']);
  });

  it('holds the manifest and the two icons, in the sizes that Teams takes', () => {
    const files = unzipSync(appPackage(filledManifest(ids)));
    assert.deepEqual(Object.keys(files).sort(), ['color.png', 'manifest.json', 'outline.png']);
    const size = (name: string): number[] => {
      const png = Buffer.from(files[name] ?? []);
      return [png.readUInt32BE(16), png.readUInt32BE(20)];
    };
    assert.deepEqual(size('color.png'), [192, 192]);
    assert.deepEqual(size('outline.png'), [32, 32]);
  });
});

describe('The settings', () => {
  const source = [
    'src/app/config.ts',
    'src/app/digest-setting.ts',
    'src/app/settings-reader.ts',
    'src/app/tenants-setting.ts',
    'src/app/spam-setting.ts',
    'src/app/zap-setting.ts',
  ]
    .map(read)
    .join('\n');
  const identities = ['WARDEN_BOT', 'WARDEN_READER', 'WARDEN_ACTOR'];
  const read_ = [...source.matchAll(/'((?:WARDEN_[A-Z_]+)|PORT|ROLE)'/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => !identities.includes(name));
  const names = new Set([
    ...read_,
    ...identities.flatMap((prefix) => [
      `${prefix}_ID`,
      `${prefix}_SECRET`,
      `${prefix}_CERTIFICATE`,
    ]),
  ]);

  it('are all explained in env/.env.example, which names no other', () => {
    const explained = [
      ...read('env/.env.example').matchAll(/^#? ?((?:WARDEN_[A-Z_]+)|PORT|ROLE)=/gm),
    ];
    assert.deepEqual(new Set(explained.map((match) => match[1])), names);
  });

  it('are all in the table of the README', () => {
    const table = read('README.md');
    const missing = [...names].filter(
      (name) => !table.includes(name) && !/_(SECRET|CERTIFICATE)$/.test(name),
    );
    assert.deepEqual(missing, []);
  });
});
