import type { Actor } from '../../alerts/actor.js';
import type { IncomingFile } from '../../adapters/teams/incoming-files.js';
import type { CardContent } from '../../alerts/card-content.js';
import { alertsCommand } from './alerts-command.js';
import { analyzeCommand } from './analyze-command.js';
import { approvalsCommand } from './approvals-command.js';
import { notice, type Command, type CommandPlace, type CommandServices } from './command.js';
import { helpCard } from './help-command.js';
import { revokeCommand } from './revoke-command.js';
import { messageCommand } from './message-command.js';
import { scanCommand } from './scan-command.js';
import { scanZapCommand } from './scan-zap-command.js';
import { showCommand } from './show-command.js';
import { statusCommand } from './status-command.js';
import { useChannelCommand } from './use-channel-command.js';
import { whoCommand } from './who-command.js';

const helpCommand: Command = {
  name: 'help',
  usage: 'help',
  explanation: 'Shows this list.',
  access: 'anyone',
  run: () =>
    Promise.resolve(helpCard(commands, 'In the channel, mention me first. Here is what I know:')),
};

export const commands: readonly Command[] = [
  helpCommand,
  statusCommand,
  scanCommand,
  scanZapCommand,
  alertsCommand,
  showCommand,
  approvalsCommand,
  revokeCommand,
  whoCommand,
  messageCommand,
  analyzeCommand,
  useChannelCommand,
];

export interface Said {
  readonly text: string;
  /** With its lines. */
  readonly raw: string;
  readonly files: readonly IncomingFile[];
  readonly actor: Actor;
  readonly place: CommandPlace;
}

/** Answers what somebody said: runs the command if there is one and the person may, else says briefly what is possible. */
export async function dispatch(
  services: CommandServices,
  readers: ReadonlySet<string>,
  said: Said,
): Promise<CardContent | undefined> {
  const found = findCommand(said.text) ?? fileAlone(said);
  if (!found) return helpCard(commands, 'I did not understand that. This is what I know:');
  const refusal = await refusalOf(services, readers, found.command, said);
  if (refusal) return refusal;
  return found.command.run(services, {
    argument: found.argument,
    pasted: afterName(said.raw, found.command.name),
    files: said.files,
    actor: said.actor,
    place: said.place,
  });
}

/** The longest command whose words begin the text; what follows is its argument. */
export function findCommand(text: string): { command: Command; argument: string } | undefined {
  const words = text.trim().replace(/^\//, '').replace(/\s+/g, ' ');
  const lower = words.toLowerCase();
  const fitting = commands
    .filter(({ name }) => lower === name || lower.startsWith(`${name} `))
    .sort((a, b) => b.name.length - a.name.length);
  const command = fitting[0];
  return command && { command, argument: words.slice(command.name.length).trim() };
}

/** A file without a word can only be meant for analysis, where that is done. */
function fileAlone({ text, files, place }: Said): ReturnType<typeof findCommand> {
  const alone = place.kind === 'personal' && files.length > 0 && text.trim() === '';
  return alone ? { command: analyzeCommand, argument: '' } : undefined;
}

/** What was pasted, without the command's words, however many spaces and line ends stood between them. */
function afterName(raw: string, name: string): string {
  const words = name.split(' ').map((word) => word.replace(/[^a-z]/g, ''));
  const start = new RegExp(`^[\\s/]*${words.join('\\s+')}[^\\S\\n]*\\n?`, 'i');
  return raw.replace(start, '');
}

async function refusalOf(
  { alerts }: CommandServices,
  readers: ReadonlySet<string>,
  command: Command,
  { actor, place }: Said,
): Promise<CardContent | undefined> {
  if (command.access === 'anyone') return undefined;
  const channel = (await alerts.channels.current())?.row;
  const inSecurityChannel = channel !== undefined && channel.channelId === place.channelId;
  if (
    command.access === 'reader' &&
    (inSecurityChannel || readers.has(actor.objectId.toLowerCase()))
  ) {
    return undefined;
  }
  const answer = await alerts.approvers.check(actor);
  if (answer === 'approver') return undefined;
  alerts.log.warn({ command: command.name, actor: actor.objectId, answer }, 'command refused');
  if (answer === 'unverified') {
    return notice(
      'Not done',
      'It could not be verified that you may do this. Try again in a minute.',
    );
  }
  return command.access === 'approver'
    ? notice('Not done', 'Only an approver may say this.')
    : notice(
        'Not here',
        'Ask in the security channel. In other places only approvers and readers get answers.',
      );
}
