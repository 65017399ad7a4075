import { isUnder } from '../domains.js';
import { decoded } from './target.js';
import { proofpointV2, proofpointV3 } from './proofpoint.js';

/**
 * `protection`: a mail filter of the receiving side set it. `redirector`: a public service that leads anywhere; attackers
 * borrow its good name. `tracker`: a firm that sends bulk mail and counts clicks.
 */
export type WrapperKind = 'protection' | 'redirector' | 'tracker';

export interface Wrapper {
  readonly name: string;
  readonly kind: WrapperKind;
  /** Hosts themselves, or domains above them. */
  readonly hosts: readonly string[];
  readonly path?: RegExp | undefined;
  /** The target, where the link itself holds it. */
  readonly target: (url: URL) => string | undefined;
}

const parameter =
  (...names: readonly string[]) =>
  (url: URL): string | undefined =>
    names
      .map((name) => url.searchParams.get(name))
      .find((value) => value !== null && value !== '') ?? undefined;

const opaque = (): undefined => undefined;

/** Some filters tell only the domain, so that a person can judge it. */
const domainOnly = (name: string) => (url: URL) => {
  const domain = url.searchParams.get(name) ?? '';
  return /^[a-z0-9.-]{4,255}$/i.test(domain) ? `https://${domain}/` : undefined;
};

const base64Url = (text: string): string | undefined => {
  const plain = Buffer.from(text, 'base64url').toString('utf8');
  return /^https?:\/\//i.test(plain) ? plain : undefined;
};

/** The address between '___' and '___'. */
const betweenBars = (url: URL): string | undefined => {
  const [, inside = ''] = url.href.split('___', 3);
  return /^https?:/i.test(inside) ? inside : undefined;
};

/** The part of the path that holds a whole encoded address. */
const inPath = (url: URL): string | undefined =>
  url.pathname
    .split('/')
    .map(decoded)
    .find((one) => /^https?:\/\//i.test(one));

const safeLinkHosts = [
  'safelinks.protection.outlook.com',
  'safelinks.protection.office365.us',
  'safelinks.protection.outlook.cn',
];

/** Mail filters. Microsoft Learn: Safe Links; the other makers' documentation of their link formats. */
const wrappers: readonly Wrapper[] = [
  { name: 'Safe Links', kind: 'protection', hosts: safeLinkHosts, target: parameter('url') },
  {
    name: 'Safe Links',
    kind: 'protection',
    hosts: ['statics.teams.cdn.office.net'],
    path: /^\/evergreen-assets\/safelinks\//,
    target: parameter('url'),
  },
  {
    name: 'Safe Links',
    kind: 'protection',
    hosts: [
      'outlook.office.com',
      'outlook.office365.com',
      'outlook.office365.us',
      'outlook.live.com',
    ],
    path: /\/safelink\.html$/,
    target: parameter('url'),
  },
  {
    name: 'Proofpoint',
    kind: 'protection',
    hosts: ['urldefense.proofpoint.com'],
    path: /^\/v1\//,
    target: parameter('u'),
  },
  {
    name: 'Proofpoint',
    kind: 'protection',
    hosts: ['urldefense.proofpoint.com'],
    path: /^\/v2\//,
    target: proofpointV2,
  },
  {
    name: 'Proofpoint',
    kind: 'protection',
    hosts: ['urldefense.com', 'urldefense.us', 'urldefense.proofpoint.com'],
    target: proofpointV3,
  },
  {
    name: 'Mimecast',
    kind: 'protection',
    hosts: ['mimecast.com', 'mimecastprotect.com'],
    target: domainOnly('domain'),
  },
  {
    name: 'Barracuda',
    kind: 'protection',
    hosts: ['linkprotect.cudasvc.com'],
    target: parameter('a'),
  },
  { name: 'Cisco', kind: 'protection', hosts: ['secure-web.cisco.com'], target: inPath },
  {
    name: 'Sophos',
    kind: 'protection',
    hosts: ['protection.sophos.com'],
    target: (url) => base64Url(url.searchParams.get('u') ?? '') ?? domainOnly('d')(url),
  },
  {
    name: 'Trend Micro',
    kind: 'protection',
    hosts: ['trendmicro.com'],
    path: /\/wis\/clicktime\//,
    target: parameter('url'),
  },
  {
    name: 'Symantec',
    kind: 'protection',
    hosts: ['clicktime.symantec.com'],
    target: parameter('u'),
  },
  {
    name: 'Trellix',
    kind: 'protection',
    hosts: [
      'protect.fireeye.com',
      'protect2.fireeye.com',
      'protect.trellix.com',
      'protect2.trellix.com',
    ],
    target: parameter('u'),
  },
  {
    name: 'Check Point',
    kind: 'protection',
    hosts: ['protect.checkpoint.com', 'avanan.click'],
    target: betweenBars,
  },
  { name: 'Inky', kind: 'protection', hosts: ['outlook.inky.com'], target: domainOnly('domain') },
  { name: 'EdgePilot', kind: 'protection', hosts: ['link.edgepilot.com'], target: parameter('u') },
  { name: 'Intermedia', kind: 'protection', hosts: ['url.emailprotection.link'], target: opaque },
  {
    name: 'Hornetsecurity',
    kind: 'protection',
    hosts: ['atpscan.global.hornetsecurity.com', 'seclinks.cloud-security.net'],
    target: opaque,
  },
];

const google = /^(?:www\.)?google\.(?:com?\.)?[a-z]{2,3}$/;

/** Public services that lead to any address. */
const redirectors: readonly (Wrapper & { readonly hostPattern?: RegExp })[] = [
  {
    name: 'Google',
    kind: 'redirector',
    hosts: [],
    hostPattern: google,
    path: /^\/url\b/,
    target: parameter('q', 'url'),
  },
  {
    name: 'Google AMP',
    kind: 'redirector',
    hosts: [],
    hostPattern: google,
    path: /^\/amp\/s?\/?[^/]/,
    target: (url) => `https://${url.pathname.replace(/^\/amp\/(?:s\/)?/, '')}`,
  },
  {
    name: 'Facebook',
    kind: 'redirector',
    hosts: ['l.facebook.com', 'lm.facebook.com', 'www.facebook.com'],
    path: /^\/(?:l|flx\/warn)(?:\.php|\/)?/,
    target: parameter('u'),
  },
  { name: 'Instagram', kind: 'redirector', hosts: ['l.instagram.com'], target: parameter('u') },
  {
    name: 'LinkedIn',
    kind: 'redirector',
    hosts: ['linkedin.com'],
    path: /^\/(?:redir\/redirect|safety\/go)/,
    target: parameter('url'),
  },
  {
    name: 'YouTube',
    kind: 'redirector',
    hosts: ['youtube.com'],
    path: /^\/redirect/,
    target: parameter('q'),
  },
  {
    name: 'Bing',
    kind: 'redirector',
    hosts: ['bing.com'],
    path: /^\/ck\/a/,
    target: (url) => base64Url((url.searchParams.get('u') ?? '').replace(/^a1/, '')),
  },
  {
    name: 'DuckDuckGo',
    kind: 'redirector',
    hosts: ['duckduckgo.com'],
    path: /^\/l\//,
    target: parameter('uddg'),
  },
  { name: 'Slack', kind: 'redirector', hosts: ['slack-redir.net'], target: parameter('url') },
  { name: 'VK', kind: 'redirector', hosts: ['vk.com'], path: /^\/away/, target: parameter('to') },
  { name: 'Amazon SES', kind: 'tracker', hosts: ['awstrack.me'], path: /^\/L0\//i, target: inPath },
  {
    name: 'Postmark',
    kind: 'tracker',
    hosts: ['pstmrk.it'],
    path: /^\/\d?ts?\/|^\/3s\//,
    target: (url) => {
      const site = decoded(url.pathname.split('/')[2] ?? '');
      return site.includes('.') ? `https://${site}` : undefined;
    },
  },
];

/** The service that wrapped this link, if any. */
export function wrapperOf(url: URL): Wrapper | undefined {
  const host = url.hostname;
  return (
    wrappers.find((one) => isUnder(host, one.hosts) && (one.path?.test(url.pathname) ?? true)) ??
    redirectors.find(
      ({ hosts, hostPattern, path }) =>
        (isUnder(host, hosts) || hostPattern?.test(host) === true) &&
        (path?.test(url.pathname) ?? true),
    )
  );
}
