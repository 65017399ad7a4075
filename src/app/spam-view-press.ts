import type { CardPress } from '../adapters/teams/teams-handlers.js';
import type { PressAnswer } from '../alerts/press.js';
import { refusals } from '../alerts/press-plan.js';
import { ownText } from '../lib/untrusted.js';
import type { SpamView } from '../spam/view.js';
import type { CommandServices } from './commands/command.js';
import { refusalOf } from './commands/dispatch.js';
import { spamCommand } from './commands/spam-command.js';
import { readRun } from './scan-run.js';
import { spamRunView } from './spam-run.js';

const gone = 'This report is not kept any more. Say "spam" again.';

/**
 * Another view of a report, for whoever may ask for the report in that place. It changes nothing, so no nonce binds it; but
 * it is answered only where the report stands.
 */
export async function showSpamView(
  {
    commands,
    readers,
  }: { readonly commands: CommandServices; readonly readers: ReadonlySet<string> },
  { actor, place, conversationId }: CardPress,
  { runId, view }: { readonly runId: string; readonly view: SpamView | 'all' },
): Promise<PressAnswer> {
  const run = await readRun(commands.documents, runId);
  if (run?.spamDays === undefined) return say(gone);
  if (run.place.conversationId !== conversationId) return say(refusals.elsewhere);
  const refusal = await refusalOf(commands, readers, spamCommand, { actor, place });
  // As a text: a card would take the place of the report.
  if (refusal) return say(String(refusal.data['text']));
  const card = await spamRunView(commands.documents, run, view);
  return card ? { kind: 'card', card } : say(gone);
}

function say(text: string): PressAnswer {
  return { kind: 'message', text: ownText(text) };
}
