import type { CardContent } from '../alerts/card-content.js';
import { localTime } from '../lib/local-time.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import { senderText } from './analysis-card.js';
import { blank, brief, cardRow, counted, safe, words, type CardRow } from '../alerts/card-text.js';
import type { WhoHit, WhoRole } from './who.js';
import type { WhoQuery } from './who-query.js';

const shownHits = 8;

const roleWords: Readonly<Record<WhoRole, string>> = {
  sender: 'as the sender',
  'return-path': 'in the return path',
  'connecting-address': 'as the connecting address',
  network: 'in the same network',
  'server-name': 'as the name of the sending server',
  link: 'in a link',
  recipient: 'as a recipient',
  'forward-destination': 'as the destination of a forward',
  'forwarding-mailbox': 'as a mailbox that forwards',
};

/** What is stored about an address, a domain, an IP address or a host. Read-only. */
export function whoCard(
  query: WhoQuery,
  hits: readonly WhoHit[],
  { timeZone }: { readonly timeZone: string },
): CardContent {
  const asked = askedText(query);
  const messages = hits.filter(({ kind }) => kind === 'message').length;
  const found = [
    ...(messages > 0 ? [counted(messages, 'message')] : []),
    ...(hits.length > messages ? [counted(hits.length - messages, 'forward')] : []),
  ].join(' and ');
  const title = words(asked, ': ', found === '' ? 'nothing stored' : found);
  return {
    template: 'who',
    data: {
      title,
      network: query.by === 'ip' ? words('Its network: ', safe(query.network)) : blank,
      people: ownText(peopleText(hits)),
      basis: ownText(
        'Only what Inbox Warden has stored is searched: messages that ZAP took away, and forwards.',
      ),
      more: ownText(hits.length > shownHits ? `and ${hits.length - shownHits} more` : ''),
    },
    rows: hits.slice(0, shownHits).map((hit) => hitRow(hit, timeZone)),
    summary: title,
  };
}

function askedText(query: WhoQuery): SafeText {
  switch (query.by) {
    case 'address':
      return safe(query.address);
    case 'domain':
      return safe(query.domain);
    case 'host':
      return safe(query.host);
    case 'ip':
      return safe(query.ip);
  }
}

/** How many people these messages reached, and how many of them clicked. */
function peopleText(hits: readonly WhoHit[]): string {
  const recipients = hits.flatMap((hit) =>
    hit.kind === 'message' ? hit.found.record.recipients : [],
  );
  if (recipients.length === 0) return '';
  const people = new Set(recipients.map(({ address }) => address)).size;
  const clicked = new Set(
    recipients.filter(({ evidence }) => evidence.value === 'clicked').map(({ address }) => address),
  ).size;
  return `The messages went to ${counted(people, 'person', 'people')}; ${clicked} clicked.`;
}

function hitRow(hit: WhoHit, timeZone: string): CardRow {
  const when = localTime(hit.at, timeZone);
  const roles = hit.roles.map((role) => roleWords[role]).join(', ');
  const where = words(brief(hit.found.tenantName, 60), ', ', when, ': ', roles);
  if (hit.kind === 'forward') {
    const { mailbox, alertId, ended } = hit.found;
    const state = ended ? ', ended' : ', not ended';
    return cardRow(
      'hit',
      words('Forward of ', brief(mailbox, 100)),
      where,
      words('Alert ', alertId, state),
    );
  }
  const { subject, senderName, senderAddress } = hit.found.record;
  return cardRow(
    'hit',
    subject === '' ? ownText('(no subject)') : brief(subject, 120),
    where,
    words('From ', senderText(senderName, senderAddress)),
  );
}
