import type { Actor } from '../../alerts/actor.js';
import type { IncomingFile } from '../../adapters/teams/incoming-files.js';
import type { CardContent } from '../../alerts/card-content.js';
import { alertsCommand } from './alerts-command.js';
import { analyzeCommand } from './analyze-command.js';
import { approvalsCommand } from './approvals-command.js';
import { notice, type Command, type CommandPlace, type CommandServices } from './command.js';
import { digestCommands } from './digest-command.js';
import { exportCommand } from './export-command.js';
import { helpCard } from './help-command.js';
import { revokeCommand } from './revoke-command.js';
import { mailboxCommand } from './mailbox-command.js';
import { messageCommand } from './message-command.js';
import { scanCommand } from './scan-command.js';
import { scanZapCommand } from './scan-zap-command.js';
import { showCommand } from './show-command.js';
import { spamCommand } from './spam-command.js';
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
  spamCommand,
  alertsCommand,
  showCommand,
  approvalsCommand,
  revokeCommand,
  whoCommand,
  mailboxCommand,
  messageCommand,
  analyzeCommand,
  exportCommand,
  ...digestCommands,
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

/** What somebody is told who may not say this here; undefined when they may. */
export async function refusalOf(
  { alerts }: CommandServices,
  readers: ReadonlySet<string>,
  command: Pick<Command, 'name' | 'access'>,
  { actor, place }: Pick<Said, 'actor' | 'place'>,
): Promise<CardContent | undefined> {
  if (command.access === 'anyone') return undefined;
  if (command.access === 'reader' && (await isSecurityChannel(alerts, place))) return undefined;
  if (command.access !== 'approver' && readers.has(actor.objectId.toLowerCase())) return undefined;
  const answer = await alerts.approvers.check(actor);
  if (answer === 'approver') return undefined;
  alerts.log.warn({ command: command.name, actor: actor.objectId, answer }, 'command refused');
  if (answer === 'unverified') {
    return notice(
      'Not done',
      'It could not be verified that you may do this. Try again in a minute.',
    );
  }
  const [title, text] = refusals[command.access];
  return notice(title, text);
}

const refusals = {
  approver: ['Not done', 'Only an approver may say this.'],
  exporter: ['Not done', 'Only approvers and configured readers may take data away as files.'],
  reader: [
    'Not here',
    'Ask in the security channel. In other places only approvers and readers get answers.',
  ],
} as const;

async function isSecurityChannel(
  { channels }: Pick<CommandServices['alerts'], 'channels'>,
  { channelId }: Pick<CommandPlace, 'channelId'>,
): Promise<boolean> {
  const channel = await channels.current();
  return channel !== undefined && channel.row.channelId === channelId;
}
