import type { CardContent } from '../../alerts/card-content.js';
import type { ChannelRef } from '../../alerts/ports.js';
import { parseTimeOrder } from '../../digest/digest-time.js';
import { channelSettings, orderDigest } from '../../digest/send.js';
import { changed, settingsOf, type SettingsChange } from '../../digest/settings.js';
import { localTime } from '../../lib/local-time.js';
import { previewCard } from '../digest-preview.js';
import { digestLine } from './digest-line.js';
import { notice, type Command, type CommandCall, type CommandServices } from './command.js';

const noChannel = (): CardContent =>
  notice(
    'No security channel yet',
    'The digest is posted into the security channel. An approver says "use this channel" there first.',
  );

type InChannel = (
  services: CommandServices,
  channel: ChannelRef,
  call: CommandCall,
) => Promise<CardContent>;

/** Digests belong to the security channel, wherever they are spoken of. */
function withChannel(work: InChannel): Command['run'] {
  return async (services, call) => {
    const channel = (await services.digest.channels.current())?.row;
    return channel === undefined ? noChannel() : work(services, channel, call);
  };
}

const digestCommand: Command = {
  name: 'digest',
  usage: 'digest',
  explanation: 'When the weekly digest comes, and the last one.',
  access: 'reader',
  run: withChannel(async (services, channel, { argument }) => {
    if (argument !== '') {
      return notice(
        'What about the digest?',
        'Say "digest", "digest preview", "digest now", "digest on", "digest off", or "digest at Mon 08:00".',
      );
    }
    return notice('The weekly digest', await stateText(services, channel));
  }),
};

const previewCommand: Command = {
  name: 'digest preview',
  usage: 'digest preview',
  explanation: 'Shows the digest of the running period as it would be now. Nothing is posted.',
  access: 'reader',
  run: withChannel(async ({ digest }, channel) =>
    previewCard(digest, channel.channelId, await channelSettings(digest, channel)),
  ),
};

const nowCommand: Command = {
  name: 'digest now',
  usage: 'digest now',
  explanation: "Posts this week's digest now; no other comes this week. For approvers.",
  access: 'approver',
  run: withChannel(async ({ digest, queue, alerts }, channel, { actor }) => {
    const ordered = await orderDigest(digest, channel, actor);
    const { timeZone } = alerts.options;
    switch (ordered.kind) {
      case 'ordered':
        await queue.send({ kind: 'digest' });
        return notice(
          'The digest comes',
          `The digest of ${ordered.week} is being made and comes into the security channel. No other comes this week.`,
        );
      case 'under-way':
        await queue.send({ kind: 'digest' });
        return notice(
          'It is under way',
          `The digest of ${ordered.edition.week} is being made already, or waits for Teams to take it.`,
        );
      case 'posted':
        return notice(
          'It is there already',
          `The digest of ${ordered.edition.week} was posted at ${localTime(ordered.edition.endedAt ?? '', timeZone)}. There is one each week: "digest preview" shows what has happened since.`,
        );
    }
  }),
};

const onCommand: Command = {
  name: 'digest on',
  usage: 'digest on',
  explanation: 'Turns the weekly digest on. For approvers.',
  access: 'approver',
  run: withChannel((services, channel, call) => change(services, channel, call, { on: true })),
};

const offCommand: Command = {
  name: 'digest off',
  usage: 'digest off',
  explanation: 'Turns the weekly digest off. For approvers.',
  access: 'approver',
  run: withChannel((services, channel, call) => change(services, channel, call, { on: false })),
};

const atCommand: Command = {
  name: 'digest at',
  usage: 'digest at <weekday> <HH:MM> [zone]',
  explanation:
    'Sets when the weekly digest comes, such as "Mon 08:00 Europe/Berlin". For approvers.',
  access: 'approver',
  run: withChannel(async (services, channel, call) => {
    const order = parseTimeOrder(call.argument);
    if (order === 'no-time') {
      return notice(
        'When?',
        'Say "digest at", a weekday and a time, such as "digest at Mon 08:00".',
      );
    }
    if (order === 'no-zone') {
      return notice(
        'Which time zone?',
        'After the time comes nothing, or the IANA name of a zone such as Europe/Berlin.',
      );
    }
    return change(services, channel, call, order);
  }),
};

export const digestCommands: readonly Command[] = [
  digestCommand,
  previewCommand,
  nowCommand,
  atCommand,
  onCommand,
  offCommand,
];

/** Writes the change on the newest settings, and says what holds now. */
async function change(
  services: CommandServices,
  channel: ChannelRef,
  { actor }: CommandCall,
  wanted: SettingsChange,
): Promise<CardContent> {
  const { book, clock, options } = services.digest;
  for (;;) {
    const stored = await book.settings(channel.channelId);
    const settings = settingsOf(options.defaults, channel, stored?.settings);
    const before = { stored: stored?.settings, settings };
    const next = changed(before, wanted, actor, clock.now());
    if ((await book.set(channel.channelId, next, stored?.etag)) === 'conflict') continue;
    services.alerts.log.info(
      { actor: actor.objectId, on: next.on, channel: channel.channelId },
      'the settings of the digest were changed',
    );
    return notice('The weekly digest', await stateText(services, channel));
  }
}

async function stateText(services: CommandServices, channel: ChannelRef): Promise<string> {
  const parts = [await digestLine(services, channel), await lastText(services, channel)];
  return parts.filter((part) => part !== '').join(' ');
}

const skippedWords = {
  'too-late': 'was left out: the service could not post it for more than 48 hours',
  unconfirmed: 'may not have been shown: Teams never confirmed it',
  refused: 'was given up: Teams did not take it for 48 hours',
} as const;

async function lastText(
  { digest, alerts }: CommandServices,
  { channelId }: ChannelRef,
): Promise<string> {
  let last;
  for await (const { edition } of digest.book.editions(channelId)) last = edition;
  if (last === undefined) return 'None has been posted yet.';
  const when = localTime(last.endedAt ?? last.createdAt, alerts.options.timeZone);
  switch (last.state) {
    case 'posted':
      return `The last: ${last.week}, posted ${when}.`;
    case 'skipped':
      return `The last, ${last.week}, ${skippedWords[last.skipped ?? 'too-late']}.`;
    case 'ambiguous':
    case 'claimed':
    case 'posting':
    case 'waiting':
      return `${last.week} is under way.`;
  }
}
