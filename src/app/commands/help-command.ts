import { ownText } from '../../lib/untrusted.js';
import type { CardContent } from '../../alerts/card-content.js';
import type { Command } from './command.js';

/** The help card over all commands. */
export function helpCard(commands: readonly Command[], intro: string): CardContent {
  return {
    template: 'help',
    data: { title: ownText('What you can say'), intro: ownText(intro) },
    rows: commands.map(({ usage, explanation }) => ({
      command: ownText(usage),
      text: ownText(explanation),
    })),
    summary: ownText('What you can say to Inbox Warden'),
  };
}
