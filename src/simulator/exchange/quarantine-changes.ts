import { moveCopy } from '../mail/mail-flow.js';
import { listOf, text } from './cmdlet.js';
import type { Cmdlet, CmdletCall, CmdletResult, Parameters } from './cmdlet.js';
import { alreadyReleased, badParameter, failsOverRest } from './failures.js';
import { messagesToChange } from './quarantined.js';
import type { QuarantinedCopy, QuarantinedMessage } from './quarantined.js';

/**
 * Microsoft Learn: "Release-QuarantineMessage". A release puts the copy of each chosen recipient into the inbox; one that
 * is released already needs Force. AllowSender fails over this transport, as its users report.
 */
export const releaseQuarantineMessage: Cmdlet = {
  parameters: {
    Identity: 'identity',
    Identities: 'texts',
    ReleaseToAll: 'switch',
    User: 'list',
    ActionType: 'text',
    Force: 'switch',
    AllowSender: 'switch',
    Confirm: 'switch',
  },
  required: ['Identity'],
  writes: 'security',
  properties: {},
  entity: 'QuarantineMessage',
  run: release,
};

const ACTIONS = ['release', 'deny', 'request'] as const;

function release(call: CmdletCall): CmdletResult {
  const { context, tenant, parameters } = call;
  if (parameters['AllowSender'] === true) throw failsOverRest('AllowSender');
  const now = context.clock();
  const action = actionOf(parameters);
  const messages = messagesToChange(tenant.mail, parameters, now.getTime());
  const chosen = messages.flatMap((entry) => chosenCopies(entry, parameters, action));
  const isReleased = chosen.some(({ quarantine }) => quarantine.releaseStatus === 'Released');
  if (isReleased && parameters['Force'] !== true) throw alreadyReleased();
  for (const { copy, quarantine } of chosen) {
    if (action === 'deny') quarantine.releaseStatus = 'Denied';
    if (action !== 'release') continue;
    quarantine.releaseStatus = 'Released';
    // Forced: the user gets it again, wherever the first one lies by now.
    const from = copy.place;
    moveCopy(copy, 'inbox', now.toISOString());
    copy.postDelivery.push({
      at: now.toISOString(),
      actionType: 'Redelivery',
      result: 'Success',
      from,
      to: 'inbox',
    });
  }
  return changed(call, `quarantine-${action}`, messages, chosen);
}

function actionOf(parameters: Parameters): (typeof ACTIONS)[number] {
  const wanted = (text(parameters, 'ActionType') ?? 'release').toLowerCase();
  const action = ACTIONS.find((name) => name === wanted);
  if (action === undefined) throw badParameter("Cannot convert a value of 'ActionType'.");
  return action;
}

/** @throws CmdletFailure for nobody, or for somebody who isn't a recipient */
function chosenCopies(
  { copies }: QuarantinedMessage,
  parameters: Parameters,
  action: (typeof ACTIONS)[number],
): readonly QuarantinedCopy[] {
  const users = listOf(parameters['User'])?.map((user) => user.toLowerCase());
  const toAll = parameters['ReleaseToAll'] === true;
  if (toAll && users !== undefined) {
    throw badParameter('ReleaseToAll and User exclude each other.');
  }
  if (toAll || (users === undefined && action !== 'release')) return copies;
  if (users === undefined) throw badParameter('ReleaseToAll or User is needed.');
  const chosen = copies.filter(({ copy }) => users.includes(copy.recipient));
  if (chosen.length < new Set(users).size) {
    throw badParameter('A user is not a recipient of the message.');
  }
  return chosen;
}

/** Microsoft Learn: "Delete-QuarantineMessage". It is gone from quarantine and from nowhere else. */
export const deleteQuarantineMessage: Cmdlet = {
  parameters: {
    Identity: 'identity',
    Identities: 'texts',
    HardDelete: 'switch',
    Confirm: 'switch',
  },
  required: ['Identity'],
  writes: 'security',
  properties: {},
  entity: 'QuarantineMessage',
  run: (call) => {
    const { context, tenant, parameters } = call;
    const now = context.clock();
    const messages = messagesToChange(tenant.mail, parameters, now.getTime());
    const copies = messages.flatMap((entry) => entry.copies);
    for (const { copy } of copies) {
      delete copy.quarantine;
      if (copy.place === 'quarantine') moveCopy(copy, 'purged', now.toISOString());
    }
    return changed(call, 'quarantine-delete', messages, copies);
  },
};

function changed(
  { context, tenant }: CmdletCall,
  what: string,
  messages: readonly QuarantinedMessage[],
  copies: readonly QuarantinedCopy[],
): CmdletResult {
  context.ledger.record({
    kind: 'change',
    tenantId: tenant.tenantId,
    what,
    detail: {
      identities: messages.map(({ identity }) => identity),
      recipients: copies.map(({ copy }) => copy.recipient),
    },
  });
  return { kind: 'written', changed: copies.length > 0 };
}
