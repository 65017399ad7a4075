import { runCard } from '../scan-run.js';
import { notice, type Command } from './command.js';
import { findTargets } from './scan-target.js';
import { startScan } from './start-scan.js';

export const scanCommand: Command = {
  name: 'scan forwards',
  usage: 'scan forwards [tenant or mailbox]',
  explanation:
    'Scans now: every tenant, one tenant (name, domain or id), or one mailbox (address).',
  access: 'reader',
  run: async (services, call) => {
    const target = await findTargets(services, call.argument);
    if (target.kind === 'unclear') return notice('Which tenant or mailbox?', target.hint);
    return startScan(services, call, target, (run) => runCard(run, []));
  },
};
