import { ConfigError } from '../lib/errors.js';
import { Secret } from '../lib/secret.js';
import type { WeekTime } from '../digest/digest-time.js';
import { isTimeZone } from '../lib/local-time.js';
import { parseTenantId, type TenantId } from '../tenants/tenant.js';
import { clouds, type CloudHosts, type CloudName } from './clouds.js';
import type { Identity } from './identity.js';
import { digestAtOf } from './digest-setting.js';
import { spamPolicyOf } from './spam-setting.js';
import type { SpamPolicy } from '../spam/policy.js';
import { isLoopback, Settings, type Env } from './settings-reader.js';
import { tenantsOf, type TenantsSetting } from './tenants-setting.js';
import type { ZapPolicy } from '../zap/policy.js';
import { zapPolicyOf } from './zap-setting.js';

/** What reading tenants needs, and nothing of the bot: the command line scans with this alone. */
export interface ReaderConfig {
  readonly cloud: CloudName;
  readonly hosts: CloudHosts;
  /** The login URL is a local one: tokens come from a plain client-credentials request. */
  readonly loopbackLogin: boolean;
  readonly homeTenant: TenantId | undefined;
  readonly reader: Identity;
  readonly tenants: TenantsSetting;
  readonly partnerDomains: readonly string[];
  readonly zapPolicy: ZapPolicy;
  readonly spamPolicy: SpamPolicy;
  readonly timeZone: string;
  readonly logLevel: string;
}

/** Everything the service needs. */
export interface ServiceConfig extends ReaderConfig {
  readonly homeTenant: TenantId;
  readonly bot: Identity;
  readonly actor: Identity | undefined;
  readonly approvers: ReadonlySet<string>;
  readonly approverGroup: string | undefined;
  readonly readers: ReadonlySet<string>;
  readonly storage:
    | { readonly kind: 'connection'; readonly value: Secret }
    | { readonly kind: 'account'; readonly name: string };
  readonly storagePrefix: string;
  /** A channel on this machine: where its keys are published, and its issuer. */
  readonly botOpenIdUrl: string | undefined;
  readonly botIssuer: string | undefined;
  readonly port: number;
  readonly role: 'all' | 'web' | 'worker';
  readonly scanEveryMs: number;
  /** Undefined: what ZAP does is looked at only when somebody asks. */
  readonly zapEveryMs: number | undefined;
  /** Undefined: mail flow is read only when somebody asks. */
  readonly spamEveryMs: number | undefined;
  /** Undefined: no digest, unless people turn it on in their channel. */
  readonly digestAt: WeekTime | undefined;
  readonly leaseMs: number;
  readonly verifyForMs: number;
  readonly evidenceMs: number;
  readonly pollMs: number;
}

function readerPart(settings: Settings): ReaderConfig {
  const cloud = settings.choice('WARDEN_CLOUD', Object.keys(clouds) as CloudName[], 'commercial');
  const hosts: CloudHosts = clouds[cloud];
  const login = settings.url('WARDEN_LOGIN_URL', hosts.login);
  const timeZone = zoneOf(settings);
  const domains = (settings.text('WARDEN_PARTNER_DOMAINS') ?? '')
    .split(/[\s,;]+/)
    .filter((name) => name !== '');
  const home = settings.guid('WARDEN_HOME_TENANT', false);
  return {
    cloud,
    hosts: {
      ...hosts,
      login,
      graph: settings.url('WARDEN_GRAPH_URL', hosts.graph),
      exchange: settings.url('WARDEN_EXCHANGE_URL', hosts.exchange),
      management: settings.url('WARDEN_MANAGEMENT_URL', hosts.management),
    },
    loopbackLogin: isLoopback(login),
    homeTenant: home === undefined ? undefined : parseTenantId(home),
    reader: settings.identity('WARDEN_READER', true) ?? {
      clientId: '',
      credential: { kind: 'federated' },
    },
    tenants: tenantsOf(settings),
    partnerDomains: domains,
    zapPolicy: zapPolicyOf(settings),
    spamPolicy: spamPolicyOf(settings),
    timeZone,
    logLevel: settings.choice(
      'WARDEN_LOG_LEVEL',
      ['debug', 'info', 'warn', 'error', 'silent'],
      'info',
    ),
  };
}

function zoneOf(settings: Settings): string {
  const timeZone = settings.text('WARDEN_TIME_ZONE') ?? 'UTC';
  if (!isTimeZone(timeZone))
    settings.problem('WARDEN_TIME_ZONE', "an IANA time zone such as 'Europe/Berlin'");
  return timeZone;
}

/** Settings of the command-line scan: tenants and the reader's credentials. Throws ConfigError with every problem. */
export function readReaderConfig(env: Env): ReaderConfig {
  const settings = new Settings(env);
  const config = readerPart(settings);
  if (config.tenants.from === 'partner' && config.homeTenant === undefined) {
    settings.problem(
      'WARDEN_HOME_TENANT',
      'the GUID of the partner tenant, since tenants are discovered there',
    );
  }
  if (settings.problems.length > 0) throw new ConfigError(settings.problems);
  return config;
}

/** Settings of the service. Throws ConfigError with every problem at once. */
export function readServiceConfig(env: Env): ServiceConfig {
  const settings = new Settings(env);
  const reader = readerPart(settings);
  const { homeTenant } = reader;
  // A wrong one has been reported already.
  if (settings.text('WARDEN_HOME_TENANT') === undefined) settings.guid('WARDEN_HOME_TENANT', true);
  const bot = settings.identity('WARDEN_BOT', true);
  const actor = settings.identity('WARDEN_ACTOR', false);
  requireSeparateIdentities(settings, [bot, reader.reader, actor]);
  const storage = storageOf(settings);
  const rest = {
    approvers: settings.guids('WARDEN_APPROVERS'),
    approverGroup: settings.guid('WARDEN_APPROVER_GROUP', false),
    readers: settings.guids('WARDEN_READERS'),
    storagePrefix: prefixOf(settings),
    port: portOf(settings),
    role: settings.choice('ROLE', ['all', 'web', 'worker'], 'all'),
    scanEveryMs: settings.duration('WARDEN_SCAN_EVERY', '15m'),
    zapEveryMs: settings.durationOrOff('WARDEN_ZAP_EVERY', '30m'),
    spamEveryMs: settings.durationOrOff('WARDEN_SPAM_EVERY', '1h'),
    digestAt: digestAtOf(settings),
    leaseMs: settings.duration('WARDEN_LEASE', '60s'),
    verifyForMs: settings.duration('WARDEN_VERIFY_FOR', '60s'),
    evidenceMs: settings.duration('WARDEN_EVIDENCE_FOR', '60s'),
    pollMs: settings.duration('WARDEN_POLL', '500ms'),
    ...localChannel(settings),
  } as const;
  if (settings.problems.length > 0 || !bot || homeTenant === undefined || !storage) {
    throw new ConfigError(settings.problems);
  }
  return { ...reader, ...rest, homeTenant, bot, actor, storage };
}

function localChannel(settings: Settings): Pick<ServiceConfig, 'botOpenIdUrl' | 'botIssuer'> {
  const botOpenIdUrl = settings.text('WARDEN_BOT_OPENID_URL');
  const botIssuer = settings.text('WARDEN_BOT_ISSUER');
  if (botOpenIdUrl !== undefined && !isLoopback(botOpenIdUrl)) {
    settings.problem(
      'WARDEN_BOT_OPENID_URL',
      'a loopback URL, or nothing: elsewhere the keys are those of Microsoft',
    );
  }
  if (botIssuer !== undefined && botOpenIdUrl === undefined) {
    settings.problem('WARDEN_BOT_ISSUER', 'nothing without WARDEN_BOT_OPENID_URL');
  }
  return { botOpenIdUrl, botIssuer };
}

function portOf(settings: Settings): number {
  const port = Number(settings.text('PORT') ?? '3978');
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  settings.problem('PORT', 'a port number from 0 to 65535');
  return 0;
}

function prefixOf(settings: Settings): string {
  const prefix = settings.text('WARDEN_STORAGE_PREFIX') ?? 'warden';
  if (/^[a-z][a-z0-9]{2,19}$/.test(prefix)) return prefix;
  settings.problem('WARDEN_STORAGE_PREFIX', '3 to 20 small letters and digits, a letter first');
  return 'warden';
}

/** The bot's own token must never be able to read or change a customer (three apps, three rights). */
function requireSeparateIdentities(
  settings: Settings,
  identities: readonly (Identity | undefined)[],
): void {
  const ids = identities.flatMap((identity) => (identity ? [identity.clientId] : []));
  if (new Set(ids).size !== ids.length) {
    settings.problem('WARDEN_BOT_ID, WARDEN_READER_ID, WARDEN_ACTOR_ID', 'three different apps');
  }
}

function storageOf(settings: Settings): ServiceConfig['storage'] | undefined {
  const text = settings.text('WARDEN_STORAGE') ?? '';
  if (/^[a-z0-9]{3,24}$/.test(text)) return { kind: 'account', name: text };
  if (isConnectionString(text)) return { kind: 'connection', value: Secret.of(text) };
  settings.problem(
    'WARDEN_STORAGE',
    'a storage account name (3 to 24 small letters and digits) or a connection string (plain http on loopback only)',
  );
  return undefined;
}

/** UseDevelopmentStorage=true is loopback by itself. Endpoints that are not named are made with the protocol named. */
function isConnectionString(text: string): boolean {
  const parts = text.split(';').map((part) => part.trim());
  const has = (name: string): boolean =>
    parts.some((part) => part.toLowerCase().startsWith(`${name.toLowerCase()}=`));
  if (!has('AccountName') && !has('TableEndpoint') && !has('UseDevelopmentStorage')) return false;
  const plain = text.match(/http:\/\/[^;]+/gi) ?? [];
  const spoken = parts.some((part) => /^DefaultEndpointsProtocol\s*=\s*http$/i.test(part));
  const named = has('TableEndpoint') && has('QueueEndpoint');
  return plain.every(isLoopback) && (!spoken || named || has('UseDevelopmentStorage'));
}

/** Where the service keeps its state; all that a command needs which only looks at it. */
export type StorageConfig = Pick<
  ServiceConfig,
  'storage' | 'storagePrefix' | 'hosts' | 'timeZone' | 'digestAt'
>;

/** Settings of the commands that read storage only. Throws ConfigError with every problem. */
export function readStorageConfig(env: Env): StorageConfig {
  const settings = new Settings(env);
  const cloud = settings.choice('WARDEN_CLOUD', Object.keys(clouds) as CloudName[], 'commercial');
  const storage = storageOf(settings);
  const storagePrefix = prefixOf(settings);
  const timeZone = zoneOf(settings);
  const digestAt = digestAtOf(settings);
  if (settings.problems.length > 0 || !storage) throw new ConfigError(settings.problems);
  return { hosts: clouds[cloud], storage, storagePrefix, timeZone, digestAt };
}

/** The process's own settings. The only place that reads the environment. */
export function processEnvironment(): Env {
  return process.env;
}
