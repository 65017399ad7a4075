import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import pLimit from 'p-limit';
import { acceptedDomains } from '../src/adapters/exchange/accepted-domains.js';
import { MemoryDocumentStore } from '../src/adapters/memory/memory-document-store.js';
import { readReaderConfig } from '../src/app/config.js';
import { spamAccess } from '../src/app/spam-access.js';
import { tenantAccess } from '../src/app/tenant-access.js';
import { textTable } from '../src/cli/text-table.js';
import { systemClock } from '../src/lib/clock.js';
import { DEMO } from '../src/simulator/scenario/demo.js';
import { generatedTenantId } from '../src/simulator/scenario/generated-tenant.js';
import { generateScenario } from '../src/simulator/scenario/generate.js';
import type { PlantedStoryName } from '../src/simulator/scenario/story-schema.js';
import { startSimulator, type Simulator } from '../src/simulator/server.js';
import { plantedIn } from '../src/simulator/story/planted-in.js';
import { scanSpam } from '../src/spam/scan.js';
import type { SpamScanServices } from '../src/spam/scan-services.js';
import { parseTenantId, type Tenant } from '../src/tenants/tenant.js';
import { judgeTenant, sumJudgements, type Judged } from './spam-judge.js';

/**
 * Reads the mail flow of generated tenants with planted stories through the real adapters, and prints how many of the stories
 * were found, under which cause, and what was called that nobody planted. Nothing is written.
 */

interface Options {
  readonly tenants: number;
  readonly seed: number;
  readonly days: number;
}

const options = new Command('measure-spam')
  .option('--tenants <n>', 'how many', wholeNumber, 200)
  .option('--seed <n>', 'of the generated tenants', wholeNumber, 1)
  .option('--days <n>', 'days that a report speaks of', wholeNumber, 7)
  .parse()
  .opts<Options>();

/** Kinds of tenants, in equal parts: what tells their mail, where they are, how busy they are. */
const kinds = [
  { source: 'hunting', defender: 'P2', zone: 'UTC', country: 'GB', perDay: 150 },
  { source: 'hunting', defender: 'P2', zone: 'America/New_York', country: 'US', perDay: 40 },
  { source: 'mail-reports', defender: 'P1', zone: 'Europe/Berlin', country: 'DE', perDay: 120 },
  { source: 'message-trace', defender: 'none', zone: 'Asia/Tokyo', country: 'JP', perDay: 80 },
] as const;
type Kind = (typeof kinds)[number];

const stories: readonly PlantedStoryName[] = [
  'account-bursts-at-night',
  'newsletter-sent',
  'infected-client',
  'director-spoofed',
  'assistant-spear-phished',
  'one-attacker-many-targets',
  'quiet-week',
];
/** Nearly all of a reading is waiting for the services, each tenant on limits of its own. */
const atOnce = 25;
const flowDays = 28;
const mailboxes = 80;

const judged: Judged[] = [];
for (const [index, kind] of kinds.entries()) {
  const count =
    Math.floor(options.tenants / kinds.length) + Number(index < options.tenants % kinds.length);
  if (count > 0) judged.push(...(await measureKind(kind, count, options.seed + index)));
}
print(judged);

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('a whole number is expected.');
  return Number(text);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Each tenant has one story, every fifth a second one; they lie on different days. */
function planted(
  tenant: number,
): readonly { readonly story: PlantedStoryName; readonly daysAgo: number }[] {
  const story = stories[tenant % stories.length] ?? 'quiet-week';
  const first = { story, daysAgo: tenant % 4 };
  const other = stories[(tenant * 3 + 2) % (stories.length - 1)] ?? 'quiet-week';
  const two = story !== 'quiet-week' && tenant % 5 === 0 && other !== story;
  return two ? [first, { story: other, daysAgo: (tenant + 2) % 4 }] : [first];
}

async function measureKind(kind: Kind, count: number, seed: number): Promise<readonly Judged[]> {
  const numbers = Array.from({ length: count }, (_, tenant) => tenant);
  const { zone, country, perDay, defender } = kind;
  const scenario = generateScenario({
    seed,
    ...{ tenants: count, mailboxesPerTenant: mailboxes },
    mail: {
      licence: { defender, messageTrace: 'ready', entra: 'P1' },
      flow: { seed, days: flowDays, perDay, zone, country },
    },
    stories: numbers.flatMap((tenant) => planted(tenant).map((story) => ({ tenant, ...story }))),
  });
  const startedAt = new Date();
  const simulator = await startSimulator({ scenario });
  try {
    const truths = plantedIn(scenario, startedAt);
    const services = servicesFor(simulator, { seed, count, source: kind.source });
    return await pLimit(atOnce).map(numbers, async (number) => {
      const tenant = tenantOf(seed, number);
      const scan = await scanSpam(tenant, services, { days: options.days, zone });
      const own = truths.filter(({ tenantId }) => tenantId === tenant.id);
      const state = simulator.tenants.find(({ tenantId }) => tenantId === tenant.id);
      const forged = new Set(
        (state?.mail.messages() ?? []).flatMap(({ forged: by, senderAddress }) =>
          by === 'own-domain' ? [senderAddress.toLowerCase()] : [],
        ),
      );
      return judgeTenant({ source: kind.source, tenant, scan, truths: own, forged });
    });
  } finally {
    await simulator.close();
    // Sockets close behind the server's back.
    await sleep(0);
  }
}

function tenantOf(seed: number, number: number): Tenant {
  const id = parseTenantId(generatedTenantId(seed, number));
  if (id === undefined) throw new TypeError('A generated tenant has no id.');
  return { id, name: `Generated ${number}` };
}

function servicesFor(
  { url }: Simulator,
  {
    seed,
    count,
    source,
  }: { readonly seed: number; readonly count: number; readonly source: string },
): SpamScanServices {
  const tenants = Array.from({ length: count }, (_, number) => tenantOf(seed, number));
  const config = readReaderConfig({
    WARDEN_LOGIN_URL: `${url}/login`,
    WARDEN_GRAPH_URL: `${url}/graph`,
    WARDEN_EXCHANGE_URL: `${url}/exchange`,
    WARDEN_READER_ID: DEMO.reader.appId,
    WARDEN_READER_SECRET: DEMO.reader.secret,
    WARDEN_TENANTS: JSON.stringify(tenants.map(({ id, name }) => ({ tenantId: id, name }))),
  });
  const access = tenantAccess(config, systemClock);
  const spam = spamAccess(access, config.reader, systemClock);
  return {
    ...spam,
    // The better ones would be asked first.
    sources: spam.sources.filter(({ name }) => name === source),
    ownDomains: acceptedDomains((id) => access.commands(id, config.reader)),
    documents: new MemoryDocumentStore(),
    policy: config.spamPolicy,
    clock: systemClock,
  };
}

function print(all: readonly Judged[]): void {
  const { byStory, byCause, incomplete, quiet, misses, falseAlarms } = sumJudgements(all);
  say(`${all.length} tenants, ${options.days} days each; ${incomplete} not read completely.`);
  say(
    textTable(
      ['source', 'story', 'planted', 'found', 'recall', 'called', 'precision', ''],
      byStory,
    ),
  );
  say(textTable(['likely cause', 'planted', 'called so', 'right', 'recall', 'precision'], byCause));
  say(`Quiet weeks: ${quiet.tenants}; with a false alarm: ${quiet.alarmed}.`);
  say(misses.length === 0 ? 'No miss.' : ['Misses:', ...misses].join('\n'));
  say(falseAlarms.length === 0 ? 'No false alarm.' : ['False alarms:', ...falseAlarms].join('\n'));
}
