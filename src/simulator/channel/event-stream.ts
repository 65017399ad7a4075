import type { LedgerEntry } from '../ledger.js';
import type { SimulatedResponse } from '../service.js';
import type { ChannelCore } from './channel-core.js';

const HEARTBEAT_MS = 15_000;

/**
 * Server-sent events for the page: `messages` and `tenants` say "read again", `toast` carries what to show.
 */
export function eventStream({ store, ledger }: ChannelCore): SimulatedResponse {
  return {
    status: 200,
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' },
    stream: (write) => {
      const emit = (event: string, data: unknown): void => {
        write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      };
      emit('messages', {});
      const leaveStore = store.onEvent((event) => {
        if (event.kind === 'toast') emit('toast', event.toast);
        else emit('messages', {});
      });
      const leaveLedger = ledger.onEntry((entry) => {
        if (concernsTenants(entry)) emit('tenants', {});
      });
      const heartbeat = setInterval(() => {
        write(': still here\n\n');
      }, HEARTBEAT_MS);
      heartbeat.unref();
      return () => {
        clearInterval(heartbeat);
        leaveStore();
        leaveLedger();
      };
    },
  };
}

/** Whether the panel of tenants may look different afterwards. */
function concernsTenants(entry: LedgerEntry): boolean {
  return entry.kind === 'cmdlet'
    ? entry.changed
    : entry.kind === 'change' || entry.kind === 'fault';
}
