import { createHash } from 'node:crypto';
import { completeMailbox, completeRecipient, identitiesOf } from './rows.js';
import { mailSchema } from './mail-schema.js';
import type { ScenarioMail } from './mail-schema.js';
import type { MailboxRow, RecipientRow } from './rows.js';
import type { Consent, GeneratedTenants } from './schema.js';
import { numberedGuid, seededGuid } from './seeded-guid.js';
import { Shuffled } from './shuffled.js';
import type { TenantSource } from './tenant-source.js';
import { userOfMailbox } from './written-tenant.js';

const GIVEN = ['Ada', 'Ben', 'Carla', 'Dario', 'Elif', 'Finn', 'Greta', 'Hugo', 'Ida', 'Jonas'];
const FAMILY = [
  'Abel',
  'Brandt',
  'Costa',
  'Diaz',
  'Egede',
  'Fuchs',
  'Grimm',
  'Holm',
  'Ito',
  'Jansen',
];
const CONTACTS = 3;
const PLAIN = {
  RecipientTypeDetails: 'UserMailbox',
  ForwardingSmtpAddress: null,
  ForwardingAddress: null,
  DeliverToMailboxAndForward: false,
  IsDirSynced: false,
  HiddenFromAddressListsEnabled: false,
  WhenCreatedUTC: '2024-02-01T08:00:00Z',
} as const;

/**
 * Tenant number `number` of a generated scenario. Nothing is kept but a few numbers: each row follows from the seed, and so
 * does the answer to "which mailboxes forward?", without looking at the others.
 */
export function generatedTenant(
  options: GeneratedTenants,
  number: number,
  consents: Readonly<Record<string, Consent>>,
): TenantSource {
  const rows = new GeneratedRows(options, number);
  const label = String(number).padStart(4, '0');
  return {
    tenantId: generatedTenantId(options.seed, number),
    displayName: `Generated ${label}`,
    acceptedDomains: [
      domainRow(rows.domain, { Default: true }),
      domainRow(rows.initialDomain, { InitialDomain: true }),
    ],
    consents,
    get recipients() {
      return Array.from({ length: CONTACTS }, (_, index) => rows.contact(index));
    },
    groups: [],
    mailboxCount: options.mailboxesPerTenant,
    mailbox: (index) => rows.mailbox(index),
    mailboxesNamed: (identity) => rows.named(identity),
    forwarding: () => rows.forwarding(),
    users: {
      count: options.mailboxesPerTenant,
      slice: (from, count) => {
        const length = Math.max(0, Math.min(count, options.mailboxesPerTenant - from));
        return Array.from({ length }, (_, index) => userOfMailbox(rows.mailbox(from + index)));
      },
    },
    usersNamed: (name) =>
      rows
        .named(name)
        .map((index) => userOfMailbox(rows.mailbox(index)))
        .filter((user) => [user.id, user.userPrincipalName].includes(name.toLowerCase())),
    administrators: [],
    mail: mailOf(options, number),
  };
}

function mailOf({ mail, stories }: GeneratedTenants, number: number): ScenarioMail {
  const common =
    mail === undefined
      ? mailSchema.parse({})
      : { ...mail, messages: [], signIns: [], blockedSenders: [] };
  const own = stories.flatMap(({ tenant, ...story }) => (tenant === number ? [story] : []));
  return { ...common, stories: [...common.stories, ...own] };
}

export function generatedTenantId(seed: number, number: number): string {
  return seededGuid(`${seed} tenant ${number}`);
}

function domainRow(name: string, flags: { Default?: boolean; InitialDomain?: boolean }) {
  return {
    DomainName: name,
    DomainType: 'Authoritative' as const,
    MatchSubDomains: false,
    Default: flags.Default ?? false,
    InitialDomain: flags.InitialDomain ?? false,
  };
}

class GeneratedRows {
  readonly domain: string;
  readonly initialDomain: string;
  readonly #options: GeneratedTenants;
  readonly #key: string;
  readonly #order: Shuffled;
  /** Forwarding mailboxes stand first in the shuffled order: outside by address, outside by contact, inside. */
  readonly #external: number;
  readonly #contact: number;
  readonly #internal: number;

  constructor(options: GeneratedTenants, number: number) {
    const label = `tenant${String(number).padStart(4, '0')}`;
    const count = options.mailboxesPerTenant;
    this.#options = options;
    this.#key = `${options.seed} ${number}`;
    this.domain = `${label}.example`;
    this.initialDomain = `${label}.onmicrosoft.com`;
    this.#order = new Shuffled(count, hash(this.#key).readUInt32BE(0));
    const upTo = (share: number, from: number) => Math.min(count, from + Math.round(count * share));
    this.#external = upTo(options.externalForwardShare, 0);
    this.#contact = upTo(options.contactForwardShare, this.#external);
    this.#internal = upTo(options.internalForwardShare, this.#contact);
  }

  mailbox(index: number): MailboxRow {
    if (index < 0 || index >= this.#options.mailboxesPerTenant)
      throw new RangeError(`no mailbox ${index}`);
    const person = this.#person(index);
    return completeMailbox(
      {
        ...PLAIN,
        UserPrincipalName: `${person.alias}@${this.domain}`,
        DisplayName: person.name,
        Guid: numberedGuid(`${this.#key} mailbox`, index),
        ExchangeGuid: numberedGuid(`${this.#key} exchange`, index),
        ExternalDirectoryObjectId: numberedGuid(`${this.#key} user`, index),
        ...this.#forward(index),
      },
      this.initialDomain,
    );
  }

  contact(index: number): RecipientRow {
    const outside = `partner${index}@partner-${index}.example`;
    return completeRecipient(
      {
        RecipientTypeDetails: 'MailContact',
        Name: `Partner ${index}`,
        Guid: numberedGuid(`${this.#key} contact`, index),
        // The last contact looks internal, but its mail leaves.
        PrimarySmtpAddress: index === CONTACTS - 1 ? `partner${index}@${this.domain}` : outside,
        ExternalEmailAddress: `SMTP:${outside}`,
      },
      this.initialDomain,
    );
  }

  forwarding(): readonly number[] {
    const indexes = Array.from({ length: this.#internal }, (_, place) => this.#order.at(place));
    return indexes.sort((left, right) => left - right);
  }

  /** Every name of a mailbox ends in its number, decimal or, in GUIDs, hexadecimal. */
  named(identity: string): readonly number[] {
    const name = identity.toLowerCase();
    const decimal = /(\d+)(?:@|,|$)/.exec(name)?.[1];
    const hexadecimal = /([0-9a-f]{11})$/.exec(name)?.[1];
    const candidates = new Set<number>();
    if (decimal !== undefined) candidates.add(Number.parseInt(decimal, 10));
    if (hexadecimal !== undefined) candidates.add(Number.parseInt(hexadecimal, 16));
    return [...candidates].filter(
      (index) =>
        index < this.#options.mailboxesPerTenant &&
        identitiesOf(this.mailbox(index)).includes(name),
    );
  }

  #person(index: number): { alias: string; name: string } {
    const bytes = hash(`${this.#key} person ${index}`);
    const given = GIVEN[bytes.readUInt8(0) % GIVEN.length] ?? '';
    const family = FAMILY[bytes.readUInt8(1) % FAMILY.length] ?? '';
    return {
      alias: `${given}.${family}.${index}`.toLowerCase(),
      name: `${given} ${family} ${index}`,
    };
  }

  #forward(index: number) {
    const place = this.#order.placeOf(index);
    const keepsCopy = hash(`${this.#key} copy ${index}`).readUInt8(0) % 2 === 0;
    if (place < this.#external) {
      const outside = `smtp:drop${index}@mail-relay-${hash(this.#key).readUInt8(1)}.example`;
      return { ForwardingSmtpAddress: outside, DeliverToMailboxAndForward: keepsCopy };
    }
    if (place < this.#contact) {
      return {
        ForwardingAddress: `Partner ${index % CONTACTS}`,
        DeliverToMailboxAndForward: keepsCopy,
      };
    }
    if (place < this.#internal) {
      const colleague = this.#person((index + 1) % this.#options.mailboxesPerTenant);
      return { ForwardingSmtpAddress: `smtp:${colleague.alias}@${this.domain}` };
    }
    return {};
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
