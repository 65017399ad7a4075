import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Ledger } from '../ledger.js';
import type { SimulatedRequest, SimulatedResponse, SimulatedService } from '../service.js';

interface PageFile {
  readonly type: string;
  readonly location: () => string | URL;
}

const resolveModule = (name: string) => (): string => createRequire(import.meta.url).resolve(name);
// The compiler does not copy the page: built code serves it from the sources, which lie as deep as itself.
const pageFile = (name: string) => (): URL =>
  new URL(`../../../src/simulator/channel/page/${name}`, import.meta.url);

const SCRIPT = 'text/javascript; charset=utf-8';

/** Everything that the page may load, and where it lies. */
const FILES = new Map<string, PageFile>([
  ['/', { type: 'text/html; charset=utf-8', location: pageFile('index.html') }],
  ['/page.css', { type: 'text/css; charset=utf-8', location: pageFile('page.css') }],
  ['/page.js', { type: SCRIPT, location: pageFile('page.js') }],
  ['/cards.js', { type: SCRIPT, location: pageFile('cards.js') }],
  ['/chart-shapes.js', { type: SCRIPT, location: pageFile('chart-shapes.js') }],
  ['/charts.js', { type: SCRIPT, location: pageFile('charts.js') }],
  ['/compose.js', { type: SCRIPT, location: pageFile('compose.js') }],
  ['/dom.js', { type: SCRIPT, location: pageFile('dom.js') }],
  ['/files.js', { type: SCRIPT, location: pageFile('files.js') }],
  ['/mail.js', { type: SCRIPT, location: pageFile('mail.js') }],
  ['/messages.js', { type: SCRIPT, location: pageFile('messages.js') }],
  ['/tenants.js', { type: SCRIPT, location: pageFile('tenants.js') }],
  ['/toasts.js', { type: SCRIPT, location: pageFile('toasts.js') }],
  ['/icon.svg', { type: 'image/svg+xml', location: pageFile('icon.svg') }],
  [
    '/adaptivecards.js',
    { type: SCRIPT, location: resolveModule('adaptivecards/dist/adaptivecards.js') },
  ],
  ['/markdown-it.js', { type: SCRIPT, location: resolveModule('markdown-it/browser') }],
]);

/** The page talks to its own origin only, whatever a card says. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `/`: the channel page, static files without a build step. */
export function pageService(ledger: Ledger): SimulatedService {
  return { prefix: '/', handle: (request) => handle(ledger, request) };
}

async function handle(
  ledger: Ledger,
  { method, path, entry, headers }: SimulatedRequest,
): Promise<SimulatedResponse> {
  const file = method === 'GET' ? FILES.get(path) : undefined;
  if (file === undefined && headers['sec-fetch-mode'] !== undefined) {
    // A browser asking for something of its own, such as a source map, is not the product.
    return { status: 404, body: { error: 'no such page' } };
  }
  if (file === undefined) {
    const detail = `${method} ${path}`;
    ledger.record({ kind: 'violation', rule: 'unknown-route', request: entry, detail });
    return { status: 404, body: { error: 'no such page' } };
  }
  return {
    status: 200,
    headers: {
      'Content-Type': file.type,
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache',
    },
    body: await readFile(file.location()),
  };
}
