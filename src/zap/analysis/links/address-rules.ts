import { sameOwner } from '../brands.js';
import { observation } from '../observation.js';
import type { Observation } from '../report.js';
import { isClickTracker, kindOfHost, leadsToProgram, type HostKind } from './host-tables.js';
import type { WebLinkInHand } from './judged-link.js';
import { decoded, readTarget } from './target.js';

const ordinaryPorts = new Set(['', '80', '443', '8080', '8443']);
const mostParameters = 40;

const hosting: Readonly<Record<HostKind, readonly [code: string, sentence: string]>> = {
  shortener: ['link-shortener', 'A link is shortened: where it leads cannot be seen.'],
  'file-sharing': ['link-file-sharing', 'A link leads to a service where anybody can put a file.'],
  'free-hosting': [
    'link-free-hosting',
    'A link leads to a service where anybody can put a page within minutes.',
  ],
};

/** What the other parts of an address give away: credentials, port, path, query. */
export function addressRules(link: WebLinkInHand): readonly Observation[] {
  return [
    ...credentials(link),
    ...controlCharacters(link),
    ...port(link),
    ...kindOfPlace(link),
    ...program(link),
    ...redirect(link),
    ...recipient(link),
  ];
}

/** What stands before the '@' is for the reader, what stands behind it for the browser. */
function credentials({ web, parts }: WebLinkInHand): readonly Observation[] {
  if (web.url.username === '' && web.url.password === '') return [];
  const sentence = 'A link holds a name in front of an ‘@’, so that it seems to lead elsewhere.';
  return [observation('link-credentials', 'high', sentence, parts.host)];
}

function controlCharacters({ web, parts }: WebLinkInHand): readonly Observation[] {
  if (!web.hadControls) return [];
  const sentence = 'A link’s host is broken up by control characters, which hides it from filters.';
  return [observation('link-control-characters', 'medium', sentence, parts.host)];
}

function port({ web }: WebLinkInHand): readonly Observation[] {
  if (ordinaryPorts.has(web.url.port)) return [];
  return [observation('link-port', 'low', 'A link leads to an unusual port.', web.url.host)];
}

function kindOfPlace({ parts }: WebLinkInHand): readonly Observation[] {
  const kind = kindOfHost(parts);
  if (kind === undefined) return [];
  const [code, sentence] = hosting[kind];
  return [observation(code, 'low', sentence, parts.host)];
}

function program({ web, kept }: WebLinkInHand): readonly Observation[] {
  if (!leadsToProgram(web.url)) return [];
  return [
    observation('link-program', 'medium', 'A link loads a file that can start a program.', kept),
  ];
}

/** Another address in the query or fragment: the page may send the visitor on. Bulk mail does so too. */
function redirect({ web, parts, unwrapped }: WebLinkInHand): readonly Observation[] {
  const found: Observation[] = [];
  const inner = innerHost(web.url, parts.domain);
  if (inner !== undefined && !isClickTracker(parts))
    found.push(
      observation(
        'link-redirects',
        'low',
        'A link carries the address of another domain, to which it may lead on.',
        parts.host,
        inner,
      ),
    );
  if (unwrapped.kinds.has('redirector'))
    found.push(
      observation(
        'link-through-redirector',
        'low',
        'A link leads through a public service that forwards to anywhere.',
        parts.host,
      ),
    );
  return found;
}

function innerHost(url: URL, domain: string): string | undefined {
  const values = [...url.searchParams.values()].slice(0, mostParameters);
  for (const value of [...values, url.hash.slice(1)]) {
    const plain = decoded(value.slice(0, 2_000));
    if (!/^(?:https?:)?[/\\]{2}[^/]/i.test(plain)) continue;
    const target = readTarget(plain, '');
    if (target.kind !== 'web' || target.parts.domain === '') continue;
    const { host, domain: other } = target.parts;
    if (other !== domain && !sameOwner(host, url.hostname)) return host;
  }
  return undefined;
}

/** A page that knows its visitor greets him with his address already filled in. Honest unsubscribe links do so too. */
function recipient({ web, parts, recipients }: WebLinkInHand): readonly Observation[] {
  const { pathname, search, hash, username } = web.url;
  const named = [pathname, search, hash, username].some((part) => recipients.isNamedIn(part));
  if (!named) return [];
  const sentence = 'A link carries the address of its recipient.';
  return [observation('link-holds-recipient', 'low', sentence, parts.host)];
}
