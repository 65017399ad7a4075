import { Accounts } from './accounts.js';
import { CallRates } from './call-rates.js';
import { RetryWindows } from './retry-windows.js';
import { createMail } from './mail/create-mail.js';
import type { LiveMail } from './mail/tenant-mail.js';
import { identitiesOf, recipientOfMailbox } from './scenario/rows.js';
import type { ForwardSettings, MailboxRow, RecipientRow } from './scenario/rows.js';
import type { AcceptedDomain, Consent, GraphGroup, GraphUser } from './scenario/schema.js';
import type { Rows, TenantSource } from './scenario/tenant-source.js';

export interface FoundMailbox {
  /** The tenant's number for it, by which it is changed. */
  readonly number: number;
  readonly row: MailboxRow;
}

export interface MailboxFilter {
  matches(row: MailboxRow): boolean;
  /** True when no mailbox without a forwarding setting can match, so that only those with one are looked at. */
  readonly forwardingOnly: boolean;
}

/** A tenant as it is now. Names are compared without regard to case. */
export interface TenantState {
  readonly tenantId: string;
  /** The tenant as the scenario has it. */
  readonly source: TenantSource;
  readonly displayName: string;
  readonly initialDomain: string;
  readonly acceptedDomains: readonly AcceptedDomain[];
  readonly groups: readonly GraphGroup[];
  readonly recipients: readonly RecipientRow[];
  readonly users: Rows<GraphUser>;
  usersNamed(name: string): readonly GraphUser[];
  /** What an app may do here; undefined when nobody ever consented. */
  consent(appId: string): Consent | undefined;
  consents(): Readonly<Record<string, Consent>>;
  /** Sets the state of every app's consent. */
  setConsent(state: Consent['state']): void;
  readonly mailboxCount: number;
  /** Mailboxes as a reader sees them now, in a fixed order. */
  mailboxes(filter?: MailboxFilter): Rows<MailboxRow>;
  find(identity: string): readonly FoundMailbox[];
  /** Recipients of every kind, mailboxes included. */
  findRecipients(identity: string): readonly RecipientRow[];
  /** The true settings, also while reads are stale. */
  live(number: number): MailboxRow;
  /** Mailboxes with any forwarding setting, with their true settings. */
  forwarding(): readonly FoundMailbox[];
  /** True when anything is different afterwards. Readers see the old values for `staleMs` milliseconds. */
  set(number: number, settings: Partial<ForwardSettings>, staleMs?: number): boolean;
  readonly mail: LiveMail;
  /** Undefined where the mail is generated and nobody has asked for it yet. */
  mailSoFar(): LiveMail | undefined;
  readonly accounts: Accounts;
  /** What this tenant has used of the limits that count per tenant. */
  readonly rates: CallRates;
  /** The times in which the reports of sign-ins want no call. */
  readonly reportWindows: RetryWindows;
  /** Whether the user has an administrator's role. */
  isAdministrator(userId: string): boolean;
}

interface Change {
  readonly row: MailboxRow;
  readonly before: MailboxRow;
  readonly visibleAt: number;
}

/** A source and what has changed since; only changed rows are kept. */
export class ChangingTenant implements TenantState {
  readonly #source: TenantSource;
  readonly #clock: () => Date;
  readonly #changes = new Map<number, Change>();
  readonly accounts: Accounts;
  readonly rates = new CallRates();
  readonly reportWindows = new RetryWindows();
  readonly #startedAt: Date;
  #mail: LiveMail | undefined;
  #consents: Readonly<Record<string, Consent>>;

  constructor(source: TenantSource, clock: () => Date) {
    this.#source = source;
    this.#clock = clock;
    this.#consents = source.consents;
    this.#startedAt = clock();
    this.accounts = new Accounts(clock);
  }

  get source(): TenantSource {
    return this.#source;
  }

  get tenantId(): string {
    return this.#source.tenantId;
  }

  get displayName(): string {
    return this.#source.displayName;
  }

  get initialDomain(): string {
    const rows = this.acceptedDomains;
    return (rows.find((row) => row.InitialDomain) ?? rows[0])?.DomainName ?? '';
  }

  get acceptedDomains(): readonly AcceptedDomain[] {
    return this.#source.acceptedDomains;
  }

  get groups(): readonly GraphGroup[] {
    return this.#source.groups;
  }

  get recipients(): readonly RecipientRow[] {
    return this.#source.recipients;
  }

  get users(): Rows<GraphUser> {
    return this.#source.users;
  }

  usersNamed(name: string): readonly GraphUser[] {
    return this.#source.usersNamed(name);
  }

  isAdministrator(userId: string): boolean {
    return this.#source.administrators.includes(userId);
  }

  /** Made when it is first asked for: the mail of thousands of generated tenants would fill the memory. */
  get mail(): LiveMail {
    this.#mail ??= createMail(this.#source, this.#clock, this.#startedAt);
    return this.#mail;
  }

  mailSoFar(): LiveMail | undefined {
    const { generated, flow, messages } = this.#source.mail;
    const isMade = generated !== undefined || (flow !== undefined && messages.length === 0);
    return this.#mail === undefined && isMade ? undefined : this.mail;
  }

  consent(appId: string): Consent | undefined {
    return this.#consents[appId];
  }

  consents(): Readonly<Record<string, Consent>> {
    return this.#consents;
  }

  setConsent(state: Consent['state']): void {
    const entries = Object.entries(this.#consents);
    this.#consents = Object.fromEntries(
      entries.map(([appId, consent]) => [appId, { ...consent, state }]),
    );
  }

  get mailboxCount(): number {
    return this.#source.mailboxCount;
  }

  mailboxes(filter?: MailboxFilter): Rows<MailboxRow> {
    if (filter === undefined) return this.#rows(this.mailboxCount, (place) => place);
    const candidates = filter.forwardingOnly ? this.#forwardingNumbers() : this.#allNumbers();
    const numbers: number[] = [];
    for (const number of candidates) {
      if (filter.matches(this.#visible(number))) numbers.push(number);
    }
    return this.#rows(numbers.length, (place) => numbers[place] ?? 0);
  }

  find(identity: string): readonly FoundMailbox[] {
    const numbers = this.#source.mailboxesNamed(identity);
    return numbers.map((number) => ({ number, row: this.#visible(number) }));
  }

  findRecipients(identity: string): readonly RecipientRow[] {
    const name = identity.toLowerCase();
    const others = this.recipients.filter((row) => identitiesOf(row).includes(name));
    return [...this.find(identity).map((found) => recipientOfMailbox(found.row)), ...others];
  }

  live(number: number): MailboxRow {
    return this.#changes.get(number)?.row ?? this.#source.mailbox(number);
  }

  forwarding(): readonly FoundMailbox[] {
    return this.#forwardingNumbers()
      .map((number) => ({ number, row: this.live(number) }))
      .filter(({ row }) => forwards(row));
  }

  set(number: number, settings: Partial<ForwardSettings>, staleMs = 0): boolean {
    const now = this.#clock();
    const before = this.live(number);
    const row = { ...before, ...settings, WhenChangedUTC: now.toISOString() };
    const shown = this.#visible(number);
    this.#changes.set(number, { row, before: shown, visibleAt: now.getTime() + staleMs });
    return (
      row.ForwardingSmtpAddress !== before.ForwardingSmtpAddress ||
      row.ForwardingAddress !== before.ForwardingAddress ||
      row.DeliverToMailboxAndForward !== before.DeliverToMailboxAndForward
    );
  }

  #visible(number: number): MailboxRow {
    const change = this.#changes.get(number);
    if (change === undefined) return this.#source.mailbox(number);
    return this.#clock().getTime() < change.visibleAt ? change.before : change.row;
  }

  #rows(count: number, numberAt: (place: number) => number): Rows<MailboxRow> {
    return {
      count,
      slice: (from, wanted) => {
        const length = Math.max(0, Math.min(wanted, count - from));
        return Array.from({ length }, (_, index) => this.#visible(numberAt(from + index)));
      },
    };
  }

  #forwardingNumbers(): readonly number[] {
    const numbers = new Set([...this.#source.forwarding(), ...this.#changes.keys()]);
    return [...numbers].sort((left, right) => left - right);
  }

  *#allNumbers(): Generator<number> {
    for (let number = 0; number < this.mailboxCount; number += 1) yield number;
  }
}

function forwards(row: ForwardSettings): boolean {
  return (
    row.ForwardingSmtpAddress !== null ||
    row.ForwardingAddress !== null ||
    row.DeliverToMailboxAndForward
  );
}
