import { textTable } from '../../src/cli/text-table.js';
import { analyse } from '../../src/zap/analysis/analyse.js';
import type { OwnSide } from '../../src/zap/analysis/input.js';
import { partsOfMime } from '../../src/zap/analysis/mime.js';
import { say } from './print.js';
import { hostileMail, newsletter, smallMail, typicalMail } from './synthetic-mail.js';

/** What the analysis of one message costs on one CPU, and how it grows with the message. */

const own: OwnSide = {
  domains: ['contoso.com', 'contoso.onmicrosoft.com'],
  people: Array.from({ length: 1000 }, (_, at) => ({
    name: `Given${at} Family${at}`,
    address: `person${at}@contoso.com`,
  })),
};
const secondsEach = process.argv.includes('--quick') ? 0.3 : 2;

interface Cost {
  readonly name: string;
  readonly bytes: number;
  readonly runs: number;
  readonly mimeMs: number;
  readonly medianMs: number;
  readonly worstMs: number;
  readonly links: number;
}

const kinds: readonly (readonly [name: string, mime: string])[] = [
  ['small: text, 2 links', smallMail()],
  ['typical: 60 kB HTML, 40 links', typicalMail()],
  ['hostile: 1 MB HTML, 5,000 links', hostileMail()],
];

say(`Node ${process.version}, one CPU, ${own.people.length} people of our own.\n`);
const costs: Cost[] = [];
for (const [name, mime] of kinds) costs.push(await measure(name, mime));
print('message', costs);

const growth: Cost[] = [];
for (const links of [10, 100, 500, 1000, 5000])
  growth.push(await measure(`${links} links`, newsletter(links, 0)));
for (const kilobytes of [10, 100, 500, 1000, 2000])
  growth.push(await measure(`${kilobytes} kB of text, 10 links`, newsletter(10, kilobytes * 1000)));
say('How the cost grows: 500 links and 1 MB of HTML are the bounds');
print('message', growth);

async function measure(name: string, mime: string): Promise<Cost> {
  const times: number[] = [];
  const mimeTimes: number[] = [];
  let links = 0;
  const end = performance.now() + secondsEach * 1000;
  // The first runs are for the compiler.
  for (let run = -3; run < 10 || performance.now() < end; run++) {
    const began = performance.now();
    const parts = await partsOfMime(mime);
    const read = performance.now();
    ({ length: links } = analyse(parts, own).links);
    if (run < 0) continue;
    mimeTimes.push(read - began);
    times.push(performance.now() - read);
  }
  times.sort((a, b) => a - b);
  mimeTimes.sort((a, b) => a - b);
  return {
    name,
    bytes: mime.length,
    runs: times.length,
    mimeMs: middle(mimeTimes),
    medianMs: middle(times),
    worstMs: times.at(-1) ?? 0,
    links,
  };
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function print(what: string, all: readonly Cost[]): void {
  say(
    textTable(
      [
        what,
        'kB',
        'links judged',
        'messages per second',
        'median ms',
        'worst ms',
        'MIME ms',
        'runs',
      ],
      all.map((cost) => [
        cost.name,
        (cost.bytes / 1000).toFixed(1),
        String(cost.links),
        (1000 / cost.medianMs).toFixed(0),
        cost.medianMs.toFixed(2),
        cost.worstMs.toFixed(2),
        cost.mimeMs.toFixed(2),
        String(cost.runs),
      ]),
    ),
  );
}
