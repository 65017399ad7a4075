import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import {
  readReaderConfig,
  readServiceConfig,
  readStorageConfig,
  type ServiceConfig,
} from '../../../src/app/config.js';
import { defaultSpamPolicy } from '../../../src/spam/policy.js';
import { ConfigError } from '../../../src/lib/errors.js';

const guid = (n: number): string => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;

const good: Readonly<Record<string, string>> = {
  WARDEN_HOME_TENANT: guid(1),
  WARDEN_BOT_ID: guid(2),
  WARDEN_BOT_SECRET: 'bot-secret',
  WARDEN_READER_ID: guid(3),
  WARDEN_ACTOR_ID: guid(4),
  WARDEN_ACTOR_CERTIFICATE: '/certs/actor.pem',
  WARDEN_TENANTS: JSON.stringify([{ tenantId: guid(9), name: 'Contoso' }]),
  WARDEN_STORAGE: 'wardenstore',
  WARDEN_APPROVERS: `${guid(5)}, ${guid(6).toUpperCase()}`,
};

function read(change: Readonly<Record<string, string | undefined>> = {}): ServiceConfig {
  return readServiceConfig({ ...good, ...change });
}

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

function problems(change: Readonly<Record<string, string | undefined>>): readonly string[] {
  return problemsOf(() => read(change));
}

const wrong: readonly (readonly [setting: string, ...values: string[]])[] = [
  ['WARDEN_CLOUD', 'germany', 'Commercial', '__proto__'],
  ['WARDEN_HOME_TENANT', 'contoso.onmicrosoft.com', 'x'],
  ['WARDEN_BOT_ID', 'me'],
  ['WARDEN_READER_ID', 'me'],
  ['WARDEN_ACTOR_ID', 'me'],
  [
    'WARDEN_LOGIN_URL',
    'http://login.example',
    'ftp://127.0.0.1',
    'login',
    'http://127.0.0.1.evil.example',
  ],
  ['WARDEN_GRAPH_URL', 'http://graph.microsoft.com', 'javascript:alert(1)'],
  ['WARDEN_EXCHANGE_URL', 'http://localhost.evil.example'],
  ['WARDEN_MANAGEMENT_URL', 'http://10.0.0.1'],
  ['WARDEN_TIME_ZONE', 'Berlin', 'UTC+25', 'Europe/Atlantis'],
  ['WARDEN_APPROVERS', 'avery@contoso.example', `${guid(5)},me`],
  ['WARDEN_APPROVER_GROUP', 'Security'],
  ['WARDEN_READERS', 'everybody'],
  ['WARDEN_STORAGE', 'Warden', 'a', 'http://127.0.0.1:10002/x', 'SharedAccessSignature=x'],
  ['WARDEN_STORAGE_PREFIX', 'ab', '1abc', 'With-Dash', 'x'.repeat(21)],
  ['PORT', '-1', '65536', 'http', '80.5'],
  ['ROLE', 'boss', 'Web'],
  ['WARDEN_SCAN_EVERY', '15', '0m', '-1m', '1d', 'often'],
  ['WARDEN_ZAP_EVERY', 'x', '0s'],
  ['WARDEN_ZAP_ALERT_ON', 'everything', 'read, everything', ',', 'constructor'],
  ['WARDEN_ZAP_IGNORE', 'secops', '@contoso.example'],
  ['WARDEN_SPAM_EVERY', 'x', '0s', 'never'],
  ['WARDEN_VIPS', 'director', '@contoso.example', 'a@contoso.example, b'],
  ['WARDEN_MAILING_ADDRESSES', 'news', '*@contoso.example, x'],
  ['WARDEN_SPAM_BURST', '9', '100001', '-100', '1e3', '100.5', 'many'],
  ['WARDEN_LEASE', '1', '0s'],
  ['WARDEN_VERIFY_FOR', 'x'],
  ['WARDEN_POLL', '0ms'],
  ['WARDEN_LOG_LEVEL', 'loud'],
  ['WARDEN_BOT_OPENID_URL', 'https://login.botframework.example/keys'],
  ['WARDEN_BOT_ISSUER', 'https://issuer.example'],
  ['WARDEN_TENANT_DISCOVERY', 'on'],
  [
    'WARDEN_TENANTS',
    '{}',
    '[',
    '[]',
    '[{"tenantId":"x","name":"n"}]',
    '[{"tenantId":"' + guid(9) + '"}]',
    '/no/such/file.json',
  ],
];

describe('The settings of the service', () => {
  it('say which of the messages that ZAP took deserve a card', () => {
    const { zapPolicy } = read({
      WARDEN_ZAP_ALERT_ON: 'Failed read-after-zap',
      WARDEN_ZAP_IGNORE: 'SecOps@contoso.example; lab@contoso.example',
    });
    assert.deepEqual([...zapPolicy.alertOn], ['failed']);
    assert.equal(zapPolicy.readAfterZapAlerts, true);
    assert.deepEqual(
      [...zapPolicy.ignoredRecipients],
      ['secops@contoso.example', 'lab@contoso.example'],
    );
    assert.equal(read({ WARDEN_ZAP_EVERY: 'off' }).zapEveryMs, undefined);
    assert.equal(read().zapEveryMs, 1_800_000);
    assert.deepEqual([...read().zapPolicy.alertOn].sort(), ['clicked', 'failed', 'read']);
  });

  it('say how often mail flow is read, whom attackers like best, and who sends mailings', () => {
    const { spamPolicy, spamEveryMs } = read();
    assert.equal(spamEveryMs, 3_600_000);
    assert.deepEqual(spamPolicy, defaultSpamPolicy);
    const changed = read({
      WARDEN_VIPS: 'Director@contoso.example; cfo@contoso.example',
      WARDEN_MAILING_ADDRESSES: 'News@contoso.example',
      WARDEN_SPAM_BURST: '500',
    }).spamPolicy;
    assert.deepEqual([...changed.vips], ['director@contoso.example', 'cfo@contoso.example']);
    assert.deepEqual([...changed.mailingAddresses], ['news@contoso.example']);
    assert.equal(changed.burstFloor, 500);
    assert.equal(read({ WARDEN_SPAM_EVERY: 'off' }).spamEveryMs, undefined);
  });

  it('are read as they are written', () => {
    const config = read({ PORT: '0', ROLE: 'worker', WARDEN_SCAN_EVERY: '2h' });
    assert.deepEqual(config.tenants, {
      from: 'settings',
      list: [{ id: guid(9), name: 'Contoso' }],
    });
    assert.deepEqual([...config.approvers], [guid(5), guid(6)]);
    assert.deepEqual([config.port, config.role, config.scanEveryMs], [0, 'worker', 7_200_000]);
    assert.deepEqual(config.storage, { kind: 'account', name: 'wardenstore' });
    assert.equal(config.bot.credential.kind, 'secret');
    assert.deepEqual(config.reader.credential, { kind: 'federated' });
    assert.deepEqual(config.actor?.credential, { kind: 'certificate', path: '/certs/actor.pem' });
  });

  it('have defaults that make nobody an approver, and change nothing without an actor', () => {
    const config = read({ WARDEN_APPROVERS: undefined, WARDEN_ACTOR_ID: undefined });
    assert.equal(config.approvers.size, 0);
    assert.equal(config.approverGroup, undefined);
    assert.equal(config.actor, undefined);
    assert.deepEqual(
      [config.cloud, config.port, config.role, config.scanEveryMs, config.timeZone],
      ['commercial', 3978, 'all', 900_000, 'UTC'],
    );
  });

  it('show no secret when they are logged or written as JSON', () => {
    const config = read({
      WARDEN_STORAGE: 'AccountName=x;AccountKey=storage-key;DefaultEndpointsProtocol=https',
    });
    const shown = `${JSON.stringify(config)} ${inspect(config, { depth: 9 })}`;
    assert.ok(!shown.includes('bot-secret') && !shown.includes('storage-key'));
  });

  for (const [setting, ...values] of wrong) {
    it(`${setting} is refused by its name, once, when it is wrong`, () => {
      for (const value of values) {
        const said = problems({ [setting]: value });
        assert.equal(said.length, 1, `${value}: ${said.join(' / ')}`);
        assert.ok(said[0]?.startsWith(`${setting}: expected `), said[0]);
      }
    });
  }

  for (const setting of [
    'WARDEN_HOME_TENANT',
    'WARDEN_BOT_ID',
    'WARDEN_READER_ID',
    'WARDEN_STORAGE',
    'WARDEN_TENANTS',
  ]) {
    it(`${setting} is asked for when it is missing or blank`, () => {
      for (const value of [undefined, '', '  ']) {
        const said = problems({ [setting]: value });
        assert.deepEqual(
          said.map((problem) => problem.split(':')[0]),
          [setting],
        );
      }
    });
  }

  it('are all reported together', () => {
    const all = Object.fromEntries(wrong.map(([setting, value]) => [setting, value]));
    const said = problems(all);
    for (const [setting] of wrong) {
      // An issuer is wrong only where no keys are named.
      if (setting === 'WARDEN_BOT_ISSUER') continue;
      assert.ok(
        said.some((problem) => problem.includes(setting)),
        setting,
      );
    }
    assert.equal(
      problems(Object.fromEntries(Object.keys(good).map((name) => [name, undefined]))).length,
      5,
    );
  });

  it('never repeat what was written, where it may be a secret', () => {
    const said = problems({
      WARDEN_STORAGE: 'AccountKey=s3cret',
      WARDEN_BOT_ID: 's3cret',
      PORT: 's3cret',
    });
    assert.equal(said.length, 3);
    assert.ok(!said.join().includes('s3cret'));
  });

  it('want three different apps', () => {
    for (const change of [
      { WARDEN_READER_ID: guid(2) },
      { WARDEN_ACTOR_ID: guid(2) },
      { WARDEN_ACTOR_ID: guid(3).toUpperCase() },
    ]) {
      const [said, ...more] = problems(change);
      assert.match(said ?? '', /three different apps/);
      assert.equal(more.length, 0);
    }
  });

  it('want a secret or a certificate, not both', () => {
    const [said] = problems({ WARDEN_BOT_CERTIFICATE: '/x.pem' });
    assert.match(said ?? '', /^WARDEN_BOT_SECRET: .*not both/);
  });

  it('name each tenant once, and say which entry is wrong', () => {
    const list = (...ids: string[]): string =>
      JSON.stringify(ids.map((tenantId) => ({ tenantId, name: 'n' })));
    const [twice] = problems({ WARDEN_TENANTS: list(guid(9), guid(9)) });
    assert.match(twice ?? '', /there twice/);
    const said = problems({ WARDEN_TENANTS: list('a', guid(9), 'b') });
    assert.deepEqual(
      said.map((problem) => /entry (\d)/.exec(problem)?.[1]),
      ['1', '3'],
    );
    const [strange] = problems({
      WARDEN_TENANTS: JSON.stringify([{ tenantId: guid(9), name: 'n', extra: 1 }]),
    });
    assert.match(strange ?? '', /WARDEN_TENANTS/);
  });

  it("take the tenants from a file, or from the partner's records, not from both", () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'tenants-'));
    try {
      const file = path.join(folder, 'tenants.json');
      writeFileSync(file, JSON.stringify([{ tenantId: guid(8).toUpperCase(), name: 'Fabrikam' }]));
      const { tenants } = read({ WARDEN_TENANTS: file });
      assert.deepEqual(tenants, { from: 'settings', list: [{ id: guid(8), name: 'Fabrikam' }] });
    } finally {
      rmSync(folder, { recursive: true });
    }
    const partner = { WARDEN_TENANTS: undefined, WARDEN_TENANT_DISCOVERY: 'partner' };
    assert.deepEqual(read(partner).tenants, { from: 'partner' });
    assert.equal(problems({ WARDEN_TENANT_DISCOVERY: 'partner' }).length, 1);
  });

  it('speak plain http on loopback only', () => {
    for (const url of [
      'http://127.0.0.1:1',
      'http://localhost',
      'http://[::1]:8',
      'https://proxy.example',
    ]) {
      assert.equal(read({ WARDEN_GRAPH_URL: `${url}/` }).hosts.graph, url);
    }
    assert.equal(read({ WARDEN_LOGIN_URL: 'http://127.0.0.1:5/x' }).loopbackLogin, true);
    assert.equal(read().loopbackLogin, false);
  });

  it('take the hosts of the cloud that is named', () => {
    assert.equal(
      read({ WARDEN_CLOUD: 'china' }).hosts.graph,
      'https://microsoftgraph.chinacloudapi.cn',
    );
    const own = read({ WARDEN_CLOUD: 'dod', WARDEN_GRAPH_URL: 'http://127.0.0.1:9' });
    assert.equal(own.hosts.graph, 'http://127.0.0.1:9');
    assert.equal(own.hosts.graphResource, 'https://dod-graph.microsoft.us');
  });

  it('give a channel on this machine its keys and issuer', () => {
    const local = {
      WARDEN_BOT_OPENID_URL: 'http://127.0.0.1:7/keys',
      WARDEN_BOT_ISSUER: 'https://local',
    };
    const config = read(local);
    assert.deepEqual([config.botOpenIdUrl, config.botIssuer], Object.values(local));
  });

  it('are refused or read, whatever is written in them', () => {
    const names = [...new Set([...Object.keys(good), ...wrong.map(([name]) => name)])].filter(
      (name) => name !== 'WARDEN_TENANTS',
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'binary', maxLength: 30 })),
        (env) => {
          for (const problem of problems(env)) assert.match(problem, /^[A-Z_, ]+: expected /);
        },
      ),
    );
  });
});

describe('A connection string of the storage', () => {
  const azure =
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=k;EndpointSuffix=core.windows.net';
  const azurite =
    'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=k;' +
    'TableEndpoint=http://127.0.0.1:10002/devstoreaccount1;QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1';

  for (const [what, text] of [
    ['of an account', azure],
    ['with a signature', 'TableEndpoint=https://a.table.core.windows.net;SharedAccessSignature=s'],
    ['of an emulator on this machine', azurite],
    ['of an emulator by its short name', 'UseDevelopmentStorage=true'],
    [
      'of an emulator by its short name, with a proxy here',
      'UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://127.0.0.1',
    ],
    ['of an emulator on IPv6', azurite.replaceAll('127.0.0.1', '[::1]')],
  ] as const) {
    it(`is taken ${what}`, () => {
      const { storage } = read({ WARDEN_STORAGE: text });
      assert.ok(storage.kind === 'connection');
      assert.equal(storage.value.reveal(), text);
      assert.equal(readStorageConfig({ WARDEN_STORAGE: text }).storage.kind, 'connection');
    });
  }

  for (const [what, text] of [
    ['with plain http to another machine', azurite.replaceAll('127.0.0.1', 'storage.example')],
    [
      'with plain http to another machine for the queues alone',
      azurite.replace('QueueEndpoint=http://127.0.0.1', 'QueueEndpoint=http://10.0.0.5'),
    ],
    [
      'with plain http in capitals',
      azurite.replaceAll('http://127.0.0.1', 'HTTP://storage.example'),
    ],
    [
      'with a host that only looks like loopback',
      azurite.replaceAll('127.0.0.1', '127.0.0.1.evil.example'),
    ],
    [
      'with plain http as the protocol of endpoints that are not named',
      azure.replace('https', 'http'),
    ],
    [
      'with plain http as the protocol of one endpoint that is not named',
      azurite.replace(/;QueueEndpoint.*/, ''),
    ],
    [
      'with a proxy elsewhere',
      'UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://proxy.example',
    ],
  ] as const) {
    it(`is refused ${what}`, () => {
      assert.deepEqual(
        problems({ WARDEN_STORAGE: text }).map((problem) => problem.split(':')[0]),
        ['WARDEN_STORAGE'],
      );
    });
  }
});

describe('The settings of a command', () => {
  it('that scans need no bot and no storage', () => {
    const { WARDEN_READER_ID, WARDEN_TENANTS } = good;
    const config = readReaderConfig({ WARDEN_READER_ID, WARDEN_TENANTS });
    assert.equal(config.reader.clientId, guid(3));
    assert.deepEqual(
      problemsOf(() => readReaderConfig({})).map((problem) => problem.split(':')[0]),
      ['WARDEN_READER_ID', 'WARDEN_TENANTS'],
    );
  });

  it("that scans a partner's customers need the partner's tenant", () => {
    const env = { WARDEN_READER_ID: guid(3), WARDEN_TENANT_DISCOVERY: 'partner' };
    const [said] = problemsOf(() => readReaderConfig(env));
    assert.match(said ?? '', /^WARDEN_HOME_TENANT: /);
    assert.equal(readReaderConfig({ ...env, WARDEN_HOME_TENANT: guid(1) }).homeTenant, guid(1));
  });

  it('that looks at storage need nothing else', () => {
    assert.deepEqual(readStorageConfig({ WARDEN_STORAGE: 'wardenstore' }).storagePrefix, 'warden');
    assert.equal(problemsOf(() => readStorageConfig({})).length, 1);
  });
});
