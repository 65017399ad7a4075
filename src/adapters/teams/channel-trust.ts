import { ConfigError } from '../../lib/errors.js';

export type ChannelCloud = 'commercial' | 'gcchigh' | 'dod' | 'china';

/** Whom the bot believes on the channel's side, and where it may send its answers. */
export interface ChannelTrust {
  /** The one issuer of tokens from the channel. */
  readonly issuer: string;
  /** Where the keys of that issuer are published. */
  readonly openIdUrl: string;
  /** Scope of the bot's own tokens for the connector. */
  readonly scope: string;
  /** Exact host names, or '*.' and a domain: hosts that a service URL may name. */
  readonly serviceHosts: readonly string[];
  /** Where files that people send to the bot lie. Empty where Teams gives bots no files. */
  readonly fileHosts: readonly string[];
  /** True for a channel on this machine: service URLs are then http on loopback, and nothing else. */
  readonly loopback: boolean;
}

type Published = Omit<ChannelTrust, 'loopback'>;

/**
 * Issuers and key addresses: botframework-connector's `authenticationConstants` and `governmentConstants`; hosts: Microsoft
 * Learn, "Send proactive messages" (global service URLs). Assumption: China runs under botframework.azure.cn alone; no
 * page that we could read lists its service hosts. Files: people's uploads lie in their OneDrive, and bots get none in the
 * government clouds and in China (Microsoft Learn: "Send and receive files using bot").
 */
const published: Readonly<Record<ChannelCloud, Published>> = {
  commercial: {
    issuer: 'https://api.botframework.com',
    openIdUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    scope: 'https://api.botframework.com/.default',
    serviceHosts: [
      'smba.trafficmanager.net',
      'smba.infra.gcc.teams.microsoft.com',
      '*.botframework.com',
    ],
    fileHosts: ['*.sharepoint.com'],
  },
  gcchigh: government('smba.infra.gov.teams.microsoft.us'),
  dod: government('smba.infra.dod.teams.microsoft.us'),
  china: {
    issuer: 'https://api.botframework.azure.cn',
    openIdUrl: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    scope: 'https://api.botframework.azure.cn/.default',
    serviceHosts: ['*.botframework.azure.cn'],
    fileHosts: [],
  },
};

function government(host: string): Published {
  return {
    issuer: 'https://api.botframework.us',
    openIdUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
    scope: 'https://api.botframework.us/.default',
    serviceHosts: [host, '*.botframework.azure.us'],
    fileHosts: [],
  };
}

/**
 * The trust for a cloud. `local` replaces issuer and key address by those of a channel on this machine.
 * @throws ConfigError when a replacement leads anywhere but to loopback.
 */
export function channelTrust(
  cloud: ChannelCloud,
  local: { readonly openIdUrl?: string | undefined; readonly issuer?: string | undefined } = {},
): ChannelTrust {
  const base = published[cloud];
  if (local.openIdUrl === undefined) {
    if (local.issuer === undefined) return { ...base, loopback: false };
    throw new ConfigError(['WARDEN_BOT_ISSUER is only for use with WARDEN_BOT_OPENID_URL.']);
  }
  if (!isLoopbackUrl(local.openIdUrl)) {
    throw new ConfigError(['WARDEN_BOT_OPENID_URL: expected an address on this machine.']);
  }
  return {
    ...base,
    issuer: local.issuer ?? base.issuer,
    openIdUrl: local.openIdUrl,
    serviceHosts: [],
    fileHosts: [],
    loopback: true,
  };
}

/** Whether activities with this service URL are believed, and whether the connector may be called there (SSRF guard). */
export function isServiceUrl(text: string, trust: ChannelTrust): boolean {
  if (text.length > 500 || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return false;
  if (trust.loopback) return isLoopbackUrl(text);
  if (url.protocol !== 'https:' || url.port !== '') return false;
  return trust.serviceHosts.some((host) => matches(url.hostname, host));
}

/** Whether a file may be fetched from there: the pre-authorised address that Teams made for it, and no other (SSRF guard). */
export function isFileUrl(text: string, trust: ChannelTrust): boolean {
  if (text.length > 4000 || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return false;
  if (trust.loopback) return isLoopbackUrl(text);
  if (url.protocol !== 'https:' || url.port !== '') return false;
  return trust.fileHosts.some((host) => matches(url.hostname, host));
}

function matches(hostname: string, allowed: string): boolean {
  return allowed.startsWith('*.') ? hostname.endsWith(allowed.slice(1)) : hostname === allowed;
}

function isLoopbackUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
