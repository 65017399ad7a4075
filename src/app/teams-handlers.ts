import type { Actor } from '../alerts/actor.js';
import { parseAlertId } from '../alerts/alert.js';
import { groupCardOf } from '../alerts/group-page.js';
import { press, type PressAnswer } from '../alerts/press.js';
import { refusals } from '../alerts/press-plan.js';
import type { ClaimStore } from '../alerts/ports.js';
import type {
  CardPress,
  FileAnswer,
  IncomingCommand,
  TeamsHandlers,
} from '../adapters/teams/teams-handlers.js';
import type { TeamsPlace } from '../adapters/teams/place.js';
import { randomId } from '../lib/digest.js';
import { errorCode } from '../lib/log.js';
import { ownText } from '../lib/untrusted.js';
import { notice, type CommandServices } from './commands/command.js';
import { dispatch } from './commands/dispatch.js';
import { showDigestPart } from './digest-press.js';
import { showCommand } from './commands/show-command.js';
import { answerOffer } from './exports/answer-offer.js';
import { showSpamView } from './spam-view-press.js';
import { zapDetails, zappedAlert } from './zap-details.js';

export interface HandlerServices {
  readonly commands: CommandServices;
  readonly claims: ClaimStore;
  /** Object ids of people who may read in personal chat without being approvers. */
  readonly readers: ReadonlySet<string>;
}

/** What the service does with what comes from Teams. */
export function teamsHandlers(services: HandlerServices): TeamsHandlers {
  return {
    message: (command) => onMessage(services, command),
    press: (pressed) => onPress(services, pressed),
    fileAnswer: (answer) => onFileAnswer(services, answer),
    installed: (place) => onInstalled(services, place),
    removed: (place) => onRemoved(services, place),
  };
}

/** Teams sends an activity again when it waited too long: only the first is answered. */
async function onMessage(
  { commands, claims, readers }: HandlerServices,
  said: IncomingCommand,
): Promise<void> {
  const first = await claims.claim(`message|${said.conversationId}|${said.activityId}`);
  if (!first) return;
  const place = { ...said.place, conversationId: said.conversationId };
  try {
    const { text, raw, files, actor } = said;
    const card = await dispatch(commands, readers, { text, raw, files, actor, place });
    if (card) await commands.reply(place, card);
  } catch (error) {
    const reference = randomId();
    commands.alerts.log.error({ code: errorCode(error), reference }, 'a command failed');
    await commands.reply(place, notice('That did not work', 'Try again in a minute.', reference));
  }
}

function onFileAnswer({ commands, readers }: HandlerServices, answer: FileAnswer): Promise<void> {
  const { alerts, documents, queue, reply } = commands;
  const { approvers, clock, log } = alerts;
  return answerOffer({ documents, queue, reply, approvers, clock, log, readers }, answer);
}

type Pressed<K> = (
  services: HandlerServices,
  pressed: CardPress,
  target: K,
) => Promise<PressAnswer>;

async function onPress(services: HandlerServices, pressed: CardPress): Promise<PressAnswer> {
  const { target } = pressed;
  switch (target.kind) {
    case 'group':
      return turnPage(services, pressed, target);
    case 'spam-view':
      return showSpamView(services, pressed, target);
    case 'digest':
      return showDigestPart(services.commands.digest, pressed, target);
    case 'alert':
      return onAlert(services, pressed, target);
  }
}

const onAlert: Pressed<Extract<CardPress['target'], { kind: 'alert' }>> = async (
  services,
  pressed,
  target,
) => {
  const { verb, actor, conversationId, messageId } = pressed;
  if (verb === 'alert.show') return show(services, pressed, target.alertId);
  if (verb === 'tenant.retry') return retry(services, pressed, target.alertId);
  if (verb === 'group.page' || verb === 'spam.view' || verb === 'digest.details')
    return { kind: 'message', text: ownText(refusals.unknown) };
  return press(services.commands.alerts, {
    verb,
    alertId: target.alertId,
    nonce: target.nonce ?? '',
    measure: target.measure,
    inputs: Object.fromEntries(pressed.inputs),
    actor,
    conversationId,
    messageId,
  });
};

const show: Pressed<string> = async ({ commands }, { actor, place }, alertId) => {
  const channel = (await commands.alerts.channels.current())?.row;
  // Without a channel there is no place at all: a personal chat has no channel id either.
  if (channel === undefined || channel.channelId !== place.channelId)
    return { kind: 'message', text: ownText(refusals.elsewhere) };
  const zapped = await zappedAlert(commands, alertId);
  if (zapped) {
    for await (const card of zapDetails(commands, zapped)) await commands.reply(place, card);
    return { kind: 'message', text: ownText('The details are posted below.') };
  }
  const call = { argument: alertId, pasted: '', files: [], actor, place };
  const card = await showCommand.run(commands, call);
  return card
    ? { kind: 'card', card }
    : { kind: 'message', text: ownText('The details are posted below.') };
};

const turnPage: Pressed<{ groupId: string; page: number }> = async (
  { commands },
  pressed,
  { groupId, page },
) => {
  const group = (await commands.alerts.store.locateGroup(groupId))?.row;
  const channel = (await commands.alerts.channels.current())?.row;
  // Where it stands is written down after its post was answered: until then it can only stand in the security channel.
  const here = group?.message
    ? group.message.conversationId === pressed.conversationId
    : channel !== undefined && channel.channelId === pressed.place.channelId;
  if (!group || !here) return { kind: 'message', text: ownText(refusals.elsewhere) };
  return { kind: 'card', card: await groupCardOf(commands.alerts, group, page) };
};

/** "Try again" on an unreadable tenant: a scan of that tenant, for approvers. */
const retry: Pressed<string> = async (
  { commands, claims },
  { actor, conversationId, activityId },
  alertId,
) => {
  const { alerts, queue } = commands;
  const id = parseAlertId(alertId);
  const located = id && (await alerts.store.locate(id));
  const here = located?.row.messages.some((message) => message.conversationId === conversationId);
  if (!located || here !== true) return { kind: 'message', text: ownText(refusals.elsewhere) };
  const answer = await alerts.approvers.check(actor);
  if (answer !== 'approver') return { kind: 'message', text: ownText(refusals[answer]) };
  if (await claims.claim(`retry|${conversationId}|${activityId}`)) {
    await queue.send({ kind: 'scan', tenantId: located.row.tenantId, onDemand: true });
  }
  return { kind: 'message', text: ownText('The tenant is being read again. This card follows.') };
};

const greeted = 'greeted';

/** Two activities come for one installation: the welcome card is posted once. */
async function onInstalled(
  { commands }: HandlerServices,
  place: TeamsPlace,
  by?: Actor,
): Promise<void> {
  const { alerts, documents } = commands;
  const key = greetingKey(place);
  const value = { at: alerts.clock.now().toISOString(), by: by?.objectId ?? '' };
  const existing = await documents.read(greeted, key);
  if (existing !== undefined) return;
  if ((await documents.write(greeted, key, value, undefined)) === 'conflict') return;
  const channel = (await alerts.channels.current())?.row;
  const conversationId = place.channelId ?? place.conversationId;
  await commands.reply(
    { ...place, conversationId },
    {
      template: 'welcome',
      data: {
        title: ownText('Inbox Warden is here'),
        intro: ownText(
          'In every tenant that I watch, I look for mailboxes that forward to the outside, and for mail that Microsoft took back after somebody had read it, and post a card for each.',
        ),
        next: ownText(
          channel
            ? 'A security channel is chosen already. Say "help" to see what I know.'
            : 'Next: an approver says "@Inbox Warden use this channel". Until then alerts wait, and nothing is lost.',
        ),
      },
      summary: ownText('Inbox Warden is here'),
    },
  );
}

function greetingKey(place: TeamsPlace): string {
  return Buffer.from(place.teamId ?? place.conversationId)
    .toString('hex')
    .slice(0, 190);
}

async function onRemoved({ commands }: HandlerServices, place: TeamsPlace): Promise<void> {
  const { alerts, documents } = commands;
  const current = await alerts.channels.current();
  if (current && current.row.teamId === place.teamId) {
    await alerts.channels.forget(current.row.channelId);
    alerts.log.warn(
      { team: place.teamId },
      'the bot was removed from the team of the security channel',
    );
  }
  const key = greetingKey(place);
  const existing = await documents.read(greeted, key);
  if (existing) await documents.remove(greeted, key, existing.etag);
}
