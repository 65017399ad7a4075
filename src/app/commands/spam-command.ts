import { spamProgressCard } from '../spam-run.js';
import { notice, type Command } from './command.js';
import { findTargets } from './scan-target.js';
import { startScan } from './start-scan.js';
import { wantedDays } from './wanted-days.js';

export const spamCommand: Command = {
  name: 'spam',
  usage: 'spam [tenant or mailbox] [days]',
  explanation:
    'Reads the mail flow now: who attacks whom, who of our own sends what the filter minds, and what has changed.',
  access: 'reader',
  run: async (services, call) => {
    const wanted = await wantedDays(services, call.argument);
    if (wanted.kind === 'unclear') return wanted.card;
    const target = await findTargets(services, wanted.target);
    if (target.kind === 'unclear') return notice('Which tenant or mailbox?', target.hint);
    const before = (run: Parameters<typeof spamProgressCard>[0]) => spamProgressCard(run, 0);
    return startScan(services, call, { ...target, spamDays: wanted.days }, before);
  },
};
