import { counted } from '../alerts/card-text.js';
import { Untrusted } from '../lib/untrusted.js';
import type { MailboxHistory } from './mailbox-history.js';
import { kindWords, localMoment, plainPerson, plainSentence } from './mailbox-words.js';

/** The whole history as lines for a terminal: nothing is left out. */
export function mailboxLines(history: MailboxHistory): readonly string[] {
  const { address, aliases, objectIds, now, facts, rest, timeZone } = history;
  return [
    `Mailbox: ${plain(address)}`,
    ...(aliases.length > 0 ? [`Also known as: ${aliases.map(plain).join(', ')}`] : []),
    ...(objectIds.length > 1
      ? [`${objectIds.length} accounts have had this address: this is the history of all of them.`]
      : []),
    '',
    'Now',
    ...now.map(
      ({ topic, said, reference }) => `  ${topic}: ${plainSentence(said)}${after(reference)}`,
    ),
    '',
    facts.length === 0
      ? 'Nothing is stored about it.'
      : `What happened, the newest first: ${counted(facts.length, 'entry', 'entries')}`,
    ...facts.map((fact) => {
      const { day, time } = localMoment(fact, timeZone);
      const who = fact.who === undefined ? '' : ` By ${plainPerson(fact.who)}.`;
      const when = [day, time].filter((text) => text !== '').join(', ');
      const where = `${plain(fact.tenant.name)}, ${kindWords[fact.kind]}`;
      return `  ${when}: ${where}: ${plainSentence(fact.sentence)}${who}${after(fact.reference)}`;
    }),
    '',
    'What was read, and what is not known',
    ...rest.map((line) => `  ${plainSentence(line)}`),
  ];
}

/** The same as JSON. Texts show hidden characters; times are UTC. */
export function mailboxJson(history: MailboxHistory, createdAt: Date): object {
  const { address, owner, aliases, objectIds, now, facts, rest, covered } = history;
  return {
    schema: 'inbox-warden/mailbox-history',
    version: 1,
    createdAt: createdAt.toISOString(),
    address: plain(address),
    ...(owner === undefined ? {} : { tenantId: owner.id, tenant: plain(owner.name) }),
    aliases: aliases.map(plain),
    objectIds: objectIds.map(plain),
    complete: covered,
    now: now.map(({ topic, said, reference }) => ({
      topic,
      text: plainSentence(said),
      ...(reference === undefined ? {} : { alertId: reference }),
    })),
    facts: facts.map((fact) => ({
      at: fact.at,
      wholeDay: fact.wholeDay ?? false,
      kind: fact.kind,
      tenantId: fact.tenant.id,
      tenant: plain(fact.tenant.name),
      text: plainSentence(fact.sentence),
      ...(fact.who === undefined
        ? {}
        : { by: { objectId: plain(fact.who.objectId), name: plainPerson(fact.who) } }),
      ...(fact.reference === undefined ? {} : { alertId: fact.reference }),
    })),
    notes: rest.map(plainSentence),
  };
}

function after(reference: string | undefined): string {
  return reference === undefined ? '' : ` [${reference}]`;
}

function plain(raw: string): string {
  return Untrusted.of(raw).forPlainText();
}
