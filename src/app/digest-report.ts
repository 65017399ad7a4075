import type { CsvRow } from '../lib/csv.js';
import type { Clock } from '../lib/clock.js';
import { digestCard } from '../digest/card.js';
import { DigestBook } from '../digest/book.js';
import { digestCells, digestColumns } from '../digest/export.js';
import { surroundings } from '../digest/make.js';
import { runningPeriod, type DigestPeriod } from '../digest/period.js';
import type { DigestRow } from '../digest/row.js';
import { channelSettings } from '../digest/send.js';
import { Tally } from '../digest/tally.js';
import { DocumentZapRecordStore } from '../zap/record-store.js';
import type { StorageConfig } from './config.js';
import { digestGather } from './digest-gather.js';
import type { Stores } from './stores.js';
import { tenantRegistry } from './tenant-registry.js';

/** The digest of the running period, for the command line. */
export interface DigestReport {
  readonly period: DigestPeriod;
  /** Every tenant, and of each everything, was read. */
  readonly complete: boolean;
  readonly found: boolean;
  readonly rows: readonly DigestRow[];
  readonly columns: readonly string[];
  cells(): Iterable<CsvRow>;
  /** The card as lines, its parts apart. */
  readonly text: string;
}

type DigestStores = Pick<Stores, 'alerts' | 'channels' | 'documents' | 'health'>;

/** Counts what is stored up to now. Claims and posts nothing, and reads no tenant. */
export async function digestReport(
  stores: DigestStores,
  { timeZone: zone, digestAt }: Pick<StorageConfig, 'timeZone' | 'digestAt'>,
  clock: Clock,
): Promise<DigestReport> {
  const { alerts, channels, documents, health } = stores;
  const book = new DigestBook(documents);
  // Without a channel nothing was set and nothing posted: the settings of the service hold.
  const nowhere = { channelId: '-', chosenAt: clock.now().toISOString() };
  const channel = (await channels.current())?.row ?? nowhere;
  const options = { defaults: { time: digestAt, zone }, leaseMs: 0, evidenceMs: 0 };
  const { time } = await channelSettings({ book, options }, channel);
  const period = runningPeriod(time, clock.now().getTime());
  const list = (): Promise<never> => Promise.reject(new Error('The list is only read here.'));
  const gather = digestGather({
    ...{ alerts, health, documents, clock, records: new DocumentZapRecordStore(documents) },
    watched: () => tenantRegistry({ list }, documents, clock).known(),
  });
  const rows: DigestRow[] = [];
  const tally = new Tally();
  for await (const row of gather(period)) {
    rows.push(row);
    tally.add(row);
  }
  const figures = tally.figures();
  const around = await surroundings(book, channel.channelId, period, figures);
  const card = digestCard({
    ...{ period, figures, ...around, kind: 'preview', missed: [], repeated: false, zone },
    madeAt: clock.now().toISOString(),
  });
  const { coverage, forwards, zap } = figures;
  return {
    period,
    complete: Object.values(coverage).every((one) => one.tenants > 0 && one.whole === one.tenants),
    found: forwards.waiting + forwards.appeared + zap.recipients > 0,
    rows,
    columns: digestColumns,
    cells: function* () {
      for (const row of rows) yield digestCells(period.week, row);
    },
    text: textOf(card),
  };
}

function textOf({ data, rows = [] }: ReturnType<typeof digestCard>): string {
  const lines = [String(data['title']), String(data['period'])];
  let part = '';
  for (const { section, head, text } of rows) {
    // The weeks of the charts: the file has them too, and the terminal no room.
    if (String(section).startsWith('weeks-')) continue;
    if (String(section) !== part) lines.push('');
    part = String(section);
    lines.push(`${String(head)}${String(text)}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}
