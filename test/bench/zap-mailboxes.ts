import { systemClock } from '../../src/lib/clock.js';
import { readReaderConfig } from '../../src/app/config.js';
import { zapScanner } from '../../src/app/zap-scan.js';
import { demoSettings } from '../../src/cli/demo.js';
import { textTable } from '../../src/cli/text-table.js';
import { generatedTenantId } from '../../src/simulator/scenario/generated-tenant.js';
import { generateScenario } from '../../src/simulator/scenario/generate.js';
import { startSimulator } from '../../src/simulator/server.js';
import { say } from './print.js';

/**
 * What source D costs: a tenant without a licence for more, of which every mailbox is read by the property that ZAP
 * leaves. Two lists a mailbox (Junk Email and Deleted Items), twenty in a batch.
 */

const sizes = process.argv.includes('--quick') ? [50, 200] : [100, 400, 1600];
const messagesPerMailboxPerDay = 2;
const days = 7;

interface Cost {
  readonly mailboxes: number;
  readonly found: number;
  readonly requests: number;
  readonly bytes: number;
  readonly seconds: number;
}

const costs: Cost[] = [];
for (const mailboxes of sizes) costs.push(await measure(mailboxes));
say(
  `Node ${process.version}. Every mailbox read once, ${days} days back; the simulator runs in the same process.\n`,
);
say(
  textTable(
    ['mailboxes', 'zapped', 'requests', 'requests per mailbox', 'kB per mailbox', 'ms per mailbox'],
    costs.map(({ mailboxes, found, requests, bytes, seconds }) => [
      String(mailboxes),
      String(found),
      String(requests),
      (requests / mailboxes).toFixed(3),
      (bytes / 1000 / mailboxes).toFixed(2),
      ((seconds * 1000) / mailboxes).toFixed(1),
    ]),
  ),
);

async function measure(mailboxes: number): Promise<Cost> {
  const scenario = generateScenario({
    tenants: 1,
    mailboxesPerTenant: mailboxes,
    mail: {
      licence: { defender: 'none' },
      generated: { days, perDay: mailboxes * messagesPerMailboxPerDay },
    },
  });
  const simulator = await startSimulator({ scenario });
  try {
    const settings = demoSettings(scenario, simulator.url, 'UseDevelopmentStorage=true', 'error');
    const id = generatedTenantId(1, 0);
    const config = readReaderConfig({
      ...settings,
      WARDEN_TENANTS: JSON.stringify([{ tenantId: id, name: 'Generated' }]),
    });
    const scanner = zapScanner(config, systemClock);
    const list = await scanner.tenants();
    if (list.kind === 'unreadable') throw new Error('The list of tenants could not be read.');
    const before = simulator.ledger.of('request').length;
    const began = performance.now();
    const { records, coverage } = await scanner.scan({ tenants: list.tenants, days });
    const seconds = (performance.now() - began) / 1000;
    const unread = coverage.flatMap(({ notRead }) => notRead);
    if (simulator.ledger.of('violation').length > 0) throw new Error('A rule was broken.');
    if (unread.some((line) => line.includes('could not'))) throw new Error(unread.join(' '));
    const requests = simulator.ledger.of('request').length - before;
    const bytes = simulator.ledger.of('response').reduce((sum, one) => sum + one.bytesOut, 0);
    return { mailboxes, found: records.length, requests, bytes, seconds };
  } finally {
    await simulator.close();
  }
}
