import { mailboxCard } from '../mailbox-card.js';
import { lookUpMailbox, parseMailboxAddress } from '../mailbox-lookup.js';
import { mailboxStores } from '../mailbox-stores.js';
import { notice, type Command } from './command.js';

export const mailboxCommand: Command = {
  name: 'mailbox',
  usage: 'mailbox <address>',
  explanation:
    'Everything known of one mailbox: forwards, decisions, zapped mail, spam it got and sent, and blocks, in time order.',
  access: 'reader',
  run: async (services, { pasted }) => {
    if (pasted.trim() === '') {
      return notice('Which mailbox?', 'Say "mailbox", then one e-mail address.');
    }
    // As it was typed: the one-line argument keeps the entities that Teams makes of '&' and '<'.
    const address = parseMailboxAddress(pasted);
    if (address === undefined) {
      return notice(
        'Which mailbox?',
        'That is not one e-mail address. For a domain, an IP address or a host say "who".',
      );
    }
    const { alerts, registry, health, documents, mailboxLive } = services;
    const tenants = await registry.tenants();
    if (tenants.length === 0) return notice('Not looked for', 'No tenant is watched yet.');
    const lookup = {
      stores: mailboxStores({ alerts: alerts.store, health, documents }),
      documents,
      live: mailboxLive ?? 'It is not read from here.',
      clock: alerts.clock,
      timeZone: alerts.options.timeZone,
    };
    return mailboxCard(await lookUpMailbox(lookup, address, tenants));
  },
};
