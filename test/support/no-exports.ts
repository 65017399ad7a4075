import type { CommandServices } from '../../src/app/commands/command.js';
import type { ExportJobServices } from '../../src/app/exports/export-services.js';
import { exportServices } from '../../src/app/exports/stored-export-services.js';
import { FakeDelivery } from './fake-delivery.js';

/** What the work on exports needs, with a Teams that gives nobody any file unless a test brings its own. */
export function noExports(
  { alerts, documents, health, queue, reply }: CommandServices,
  delivery: FakeDelivery = new FakeDelivery(),
): ExportJobServices {
  const { channels, clock, log, store } = alerts;
  return {
    ...{ documents, queue, reply, delivery, clock, log, holdMs: 120_000 },
    read: exportServices({ alerts: store, channels, health, documents }, 'UTC'),
    redraw: () => Promise.resolve({ kind: 'updated' }),
  };
}
