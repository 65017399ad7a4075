import type { MailCopy, MailRecord, TenantMail } from '../mail/mail-record.js';
import { badParameter, notFound } from './failures.js';
import { text, textsOf } from './cmdlet.js';
import type { Parameters } from './cmdlet.js';
import { DAY_MS } from './report-window.js';

/** How long quarantine keeps a message. */
const KEPT_MS = 30 * DAY_MS;

type Quarantine = NonNullable<MailCopy['quarantine']>;

export interface QuarantinedCopy {
  readonly copy: MailCopy;
  readonly quarantine: Quarantine;
}

/** What quarantine shows as one message: the copies of all recipients under one identity. */
export interface QuarantinedMessage {
  readonly identity: string;
  readonly message: MailRecord;
  readonly copies: readonly QuarantinedCopy[];
  /** When it expires, in ms since the epoch. */
  readonly expiresAt: number;
}

/** Everything in quarantine, released messages included until they expire, newest received first. */
export function quarantined(mail: TenantMail, now: number): readonly QuarantinedMessage[] {
  const found = new Map<string, QuarantinedMessage & { copies: QuarantinedCopy[] }>();
  for (const message of mail.messages()) {
    for (const copy of message.copies) {
      const { quarantine } = copy;
      if (quarantine === undefined) continue;
      const { identity } = quarantine;
      const expiresAt = Date.parse(quarantine.at) + KEPT_MS;
      const entry = found.get(identity) ?? { identity, message, copies: [], expiresAt };
      entry.copies.push({ copy, quarantine });
      found.set(identity, entry);
    }
  }
  return [...found.values()].filter(({ expiresAt }) => expiresAt > now).reverse();
}

/** @throws CmdletFailure when there is none */
export function quarantinedNamed(
  mail: TenantMail,
  identity: string,
  now: number,
): QuarantinedMessage {
  const wanted = identity.toLowerCase();
  const found = quarantined(mail, now).find((entry) => entry.identity.toLowerCase() === wanted);
  if (found === undefined) throw notFound(identity);
  return found;
}

/**
 * The messages that a change is for: `Identity`, or `Identities` with the dummy identity 000.
 * @throws CmdletFailure before anything is changed, also when one of them isn't there
 */
export function messagesToChange(
  mail: TenantMail,
  parameters: Parameters,
  now: number,
): readonly QuarantinedMessage[] {
  const identity = text(parameters, 'Identity') ?? '';
  if (identity === '') throw badParameter("Cannot bind argument to parameter 'Identity'.");
  const many = textsOf(parameters['Identities']);
  if (many === undefined) return [quarantinedNamed(mail, identity, now)];
  if (identity !== '000') throw badParameter('Identity must be 000 beside Identities.');
  return many.map((one) => quarantinedNamed(mail, one, now));
}
