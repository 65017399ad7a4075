import { runCardBefore } from '../zap-run.js';
import { notice, type Command } from './command.js';
import { findTargets } from './scan-target.js';
import { startScan } from './start-scan.js';
import { wantedDays } from './wanted-days.js';

export const scanZapCommand: Command = {
  name: 'scan zap',
  usage: 'scan zap [tenant or mailbox] [days]',
  explanation:
    'Looks now at what ZAP took away: in every tenant, in one (name, domain or id), or in one mailbox (address).',
  access: 'reader',
  run: async (services, call) => {
    const wanted = await wantedDays(services, call.argument);
    if (wanted.kind === 'unclear') return wanted.card;
    const target = await findTargets(services, wanted.target);
    if (target.kind === 'unclear') return notice('Which tenant or mailbox?', target.hint);
    return startScan(services, call, { ...target, zapDays: wanted.days }, runCardBefore);
  },
};
