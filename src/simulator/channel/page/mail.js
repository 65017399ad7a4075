import { make } from './dom.js';

/** More messages help nobody. */
const MOST_SHOWN = 12;

const PLACES = {
  inbox: 'in the inbox',
  junkemail: 'in Junk Email',
  deleteditems: 'in Deleted Items',
  recoverableitemsdeletions: 'deleted, recoverable',
  purged: 'deleted for good',
  quarantine: 'in quarantine',
};

/** What is true of a tenant's mail: where each copy is, who read and clicked, who is blocked and who may not send. */
export function mailOf({ mail }) {
  const messages = Array.isArray(mail?.messages) ? mail.messages : [];
  const blocks = Array.isArray(mail?.blocks) ? mail.blocks : [];
  const blockedSenders = Array.isArray(mail?.blockedSenders) ? mail.blockedSenders : [];
  if (messages.length + blocks.length + blockedSenders.length === 0) return [];
  const shown = messages.slice(0, MOST_SHOWN);
  const left = Number(mail.messageCount) - shown.length;
  const summary = make('summary', { text: `Mail (${mail.messageCount})` });
  const rows = make('ul', { class: 'mails', children: shown.map(messageOf) });
  const box = make('details', { class: 'mail', children: [summary, rows], open: true });
  if (left > 0) box.append(make('p', { class: 'hint', text: `And ${left} more.` }));
  const stopped = blockedSenders.map(({ address, at }) => item(address, `since ${timeOf(at)}`));
  return [box, ...list('Blocked', blocks.map(blockOf)), ...list('Blocked from sending', stopped)];
}

/** The accounts that were changed. */
export function accountsOf({ accounts }) {
  const rows = Array.isArray(accounts) ? accounts : [];
  return list(
    'Changed accounts',
    rows.map((account) => {
      const state = account.accountEnabled ? 'sign-in allowed' : 'sign-in blocked';
      const since = timeOf(account.signInSessionsValidFromDateTime);
      return item(account.userPrincipalName, `${state}, sessions valid from ${since}`);
    }),
  );
}

function messageOf({ networkMessageId, subject, sender, receivedAt, copies }) {
  const row = make('li', { data: { networkMessageId } });
  row.append(
    make('span', { class: 'address', text: subject }),
    make('span', { class: 'hint', text: `from ${sender}, ${timeOf(receivedAt)}` }),
    make('ul', { class: 'copies', children: copies.map(copyOf) }),
  );
  return row;
}

function copyOf({ recipient, place, isRead, clicks, quarantine, postDelivery }) {
  const last = postDelivery.at(-1);
  const facts = [
    PLACES[place] ?? place,
    isRead ? 'read' : 'unread',
    clicks > 0 ? `clicked ${clicks}×` : '',
    last === undefined ? '' : `${last.actionType}: ${last.result}`,
    quarantine === 'Released' ? 'released' : '',
  ].filter(Boolean);
  return make('li', {
    data: { recipient, place },
    children: [
      make('span', { class: 'address', text: recipient }),
      make('span', { class: 'hint', text: facts.join(', ') }),
    ],
  });
}

function blockOf({ listType, action, value, expiresAt }) {
  const until = expiresAt === null ? 'for ever' : `until ${timeOf(expiresAt)}`;
  return item(value, `${listType}, ${action.toLowerCase()}, ${until}`);
}

function list(title, rows) {
  if (rows.length === 0) return [];
  return [make('h4', { text: title }), make('ul', { class: 'forwards', children: rows })];
}

function item(name, facts) {
  return make('li', {
    children: [
      make('span', { class: 'address', text: name }),
      make('span', { class: 'hint', text: facts }),
    ],
  });
}

function timeOf(at) {
  return new Date(at).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' });
}
