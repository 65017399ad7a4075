import { unicodeLabel } from '../../lib/host-name.js';
import { hostParts, isUnder } from './domains.js';
import { oneSlipApart, skeleton } from './letters.js';
import type { Weight } from './report.js';

/** Names shorter than this are like too many others. */
const shortest = 5;

export interface LookAlike {
  readonly kind:
    'same-shape' | 'one-slip' | 'as-subdomain' | 'inside-longer' | 'other-suffix' | 'as-label';
  readonly weight: Weight;
  /** The own domain that it resembles. */
  readonly own: string;
}

type Shape = (host: HostShape, own: HostShape) => boolean;

interface HostShape {
  readonly host: string;
  readonly name: string;
  readonly shape: string;
  readonly isShared: boolean;
  readonly labels: readonly string[];
}

/** Tried in this order. */
const ways: readonly (readonly [kind: LookAlike['kind'], weight: Weight, test: Shape])[] = [
  ['as-subdomain', 'high', ({ host }, own) => `.${host}`.includes(`.${own.host}.`)],
  ['same-shape', 'high', (a, b) => a.name !== b.name && a.shape === b.shape],
  [
    'one-slip',
    'high',
    (a, b) => longEnough(a, b) && a.shape !== b.shape && oneSlipApart(a.shape, b.shape),
  ],
  // A customer's name at a service: contoso.sharepoint.com. Mostly honest.
  ['as-label', 'low', (a, b) => longEnough(a, b) && a.isShared && a.name === b.name],
  ['other-suffix', 'medium', (a, b) => longEnough(a, b) && a.name === b.name],
  ['inside-longer', 'medium', (a, b) => longEnough(a, b) && a.name.split('-').includes(b.name)],
  [
    'inside-longer',
    'medium',
    (a, b) => longEnough(a, b) && a.name.startsWith(b.host.replaceAll('.', '-')),
  ],
  ['as-label', 'low', (a, b) => longEnough(a, b) && a.labels.includes(b.name)],
];

/** How a host outside resembles one of the organisation's own domains; undefined when it does not, or is one of them. */
export function ownLookAlike(host: string, domains: readonly string[]): LookAlike | undefined {
  if (host === '' || domains.length === 0 || isUnder(host, domains)) return undefined;
  const theirs = shapeOf(host);
  for (const own of domains.slice(0, 200)) {
    const ours = shapeOf(own);
    if (ours.name === '') continue;
    const way = ways.find(([, , test]) => test(theirs, ours));
    if (way !== undefined) return { kind: way[0], weight: way[1], own };
  }
  return undefined;
}

function longEnough(a: HostShape, b: HostShape): boolean {
  return Math.min(a.name.length, b.name.length) >= shortest;
}

function shapeOf(host: string): HostShape {
  const parts = hostParts(host);
  const { name } = parts;
  return {
    host,
    name,
    shape: shapeOfLabel(name),
    isShared: parts.isShared,
    labels: parts.subdomain.split('.'),
  };
}

/** The label as a hasty reader takes it. */
function shapeOfLabel(label: string): string {
  return skeleton(unicodeLabel(label))
    .replaceAll('0', 'o')
    .replaceAll('1', 'l')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replace(/[-_]/g, '');
}
