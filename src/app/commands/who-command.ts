import { whoCard } from '../../zap/who-card.js';
import { parseWho } from '../../zap/who-query.js';
import { searchStored } from '../search-stored.js';
import { notice, type Command } from './command.js';

export const whoCommand: Command = {
  name: 'who',
  usage: 'who <address, domain, IP or host>',
  explanation: 'Everything stored about an address, a domain, an IP address or a host.',
  access: 'reader',
  run: async (services, { pasted }) => {
    // As it was typed: the one-line argument keeps the entities that Teams makes of '&' and '<'.
    const query = parseWho(pasted);
    if (query === undefined) {
      return notice(
        'Who?',
        'Say "who", then one e-mail address, domain, IP address or host name. No URL, and no list.',
      );
    }
    const { alerts, registry, zap } = services;
    const hits = await searchStored(await registry.tenants(), alerts.store, zap.records, query);
    return whoCard(query, hits, { timeZone: alerts.options.timeZone });
  },
};
