import type { CardContent } from '../../../src/alerts/card-content.js';
import type { Actor } from '../../../src/alerts/actor.js';
import type { Finding } from '../../../src/alerts/finding.js';
import type { CommandPlace } from '../../../src/app/commands/command.js';
import { dispatch } from '../../../src/app/commands/dispatch.js';
import type { MailboxLiveSources } from '../../../src/app/mailbox-live.js';
import { rememberDomains } from '../../../src/app/own-domains.js';
import { forwardFactsJson, type ForwardFacts } from '../../../src/forwards/facts.js';
import { DocumentSpamDayStore } from '../../../src/spam/day-store.js';
import type { SpamDay } from '../../../src/spam/day.js';
import { spamFactsJson } from '../../../src/spam/facts.js';
import type { BlockedUser, OwnUser } from '../../../src/spam/ports.js';
import type { TenantHealth } from '../../../src/tenants/health.js';
import type { SourcePresence } from '../../../src/tenants/source-presence.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { DocumentZapRecordStore } from '../../../src/zap/record-store.js';
import { avery } from '../../support/desk.js';
import { contoso, forward } from '../../support/sample-findings.js';
import { CommandDesk, securityChannel } from './commands-desk.js';

export const idaId = '7a3c1d52-0000-4000-8000-0000000000a1';
export const ida = 'ida@contoso.example';

export const idaUser: OwnUser = {
  objectId: idaId,
  userPrincipalName: ida,
  addresses: [ida, 'i.berg@contoso.example'],
  displayName: 'Ida Berg',
  accountEnabled: true,
};

export function forwardFacts(change: Partial<ForwardFacts> = {}): ForwardFacts {
  return {
    mailboxId: 'aaaaaaaa-0000-0000-0000-000000000001',
    objectId: idaId,
    userPrincipalName: ida,
    primarySmtpAddress: ida,
    displayName: 'Ida',
    recipientType: 'UserMailbox',
    forwardingSmtpAddress: 'smtp:drop@evil.example',
    forwardingAddress: null,
    keepsCopy: false,
    destinations: [
      { address: 'drop@evil.example', label: 'x', vector: 'mailbox-smtp', placement: 'external', dormant: false },
    ],
    outsideCount: 1,
    reasons: ['no-copy'],
    ...change,
  }; // prettier-ignore
}

/** Ida's forward; its identity is her object id, so that the desk's accounts know whom to contain. */
export function idaForward(
  change: Partial<ForwardFacts> = {},
  destination = 'evil.example',
): Finding {
  const facts = forwardFactsJson(forwardFacts(change));
  return forward(idaId, destination, { facts, subjectObjectId: idaId });
}

const counts = {
  verdict: { malware: 0, phish: 0, spoof: 0, spam: 0, bulk: 0, unknown: 0, clean: 0 },
  outcome: { delivered: 0, junked: 0, quarantined: 0, rejected: 0, unknown: 0 },
};
const some = { count: 1, exact: true };

export function receiver(address: string, count: number): SpamDay['receivers']['listed'][number] {
  return {
    ...{ address, count, total: 40, atLeast: false, vip: false, senders: some, domains: some },
    byVerdict: { ...counts.verdict, phish: count },
    byOutcome: { ...counts.outcome, quarantined: count },
  };
}

export function internal(
  address: string,
  count: number,
  blocked = false,
): SpamDay['internal']['listed'][number] {
  return {
    ...{ address, count, sent: count + 2, blocked, atLeast: false },
    byVerdict: { ...counts.verdict, spam: count },
    byOutcome: { ...counts.outcome, delivered: count },
    byDirection: { outbound: count, 'intra-org': 0 },
    recipients: { count, exact: false },
  };
}

export function sender(address: string, count: number): SpamDay['senders']['listed'][number] {
  return {
    ...{ address, count, atLeast: false, claimsOwnDomain: true, targets: some },
    byVerdict: { ...counts.verdict, spoof: count },
    byOutcome: { ...counts.outcome, junked: count },
    firstAt: '2026-01-04T10:00:00.000Z',
    lastAt: '2026-01-04T10:00:00.000Z',
  };
}

export function spamDay(day: string, change: Partial<SpamDay> = {}): SpamDay {
  const none = { listed: [], leftOut: 0, bounded: false };
  return {
    ...{ tenantId: contoso.id, day, zone: 'UTC', source: 'hunting', complete: true, over: true },
    from: `${day}T00:00:00.000Z`,
    to: `${day}T23:59:59.999Z`,
    limits: [],
    readAt: `${day}T23:59:59.999Z`,
    cells: [],
    ...{ senders: none, receivers: none, internal: none, spoofed: none },
    ...change,
  };
}

/** Ida's account sent much more than usual at night. */
export function sendingFinding(): Finding {
  const at = '2026-01-05T01:00:00.000Z';
  const facts = spamFactsJson({
    ...{ address: ida, displayName: 'Ida Berg', objectId: idaId, zone: 'UTC', source: 'hunting' },
    ...{ startedAt: at, lastAt: at, sent: 240, unwanted: 180, byVerdict: { phish: 180 } },
    recipients: { count: 230, exact: false },
    ...{ blocked: true, evidence: [], likelyCause: 'compromised-account', notKnown: [] },
    points: { 'bulk-mail': 0, 'infected-client': 0, 'compromised-account': 5 },
    atLeast: false,
  });
  return {
    ...{ kind: 'spam', tenantId: contoso.id, identity: `sender|${ida}|${at}`, fingerprint: 'f' },
    ...{ severity: 'high', facts, subjectObjectId: idaId },
  };
}

/** The commands over a desk, with stores of everything that a mailbox's history is made from. */
export class MailboxBench extends CommandDesk {
  readonly records = new DocumentZapRecordStore(this.documents);
  readonly spamDays = new DocumentSpamDayStore(this.documents);
  users: readonly OwnUser[] | Error = [idaUser];
  blocked: readonly BlockedUser[] | Error = [];
  blockedPresence: SourcePresence = { kind: 'present' };
  /** What the tenant was asked. */
  readonly asked: string[] = [];
  live: MailboxLiveSources | undefined = {
    users: {
      find: (_id, addresses) => {
        this.asked.push(`users ${addresses.join()}`);
        if (this.users instanceof Error) return Promise.reject(this.users);
        const users = this.users;
        return Promise.resolve(
          new Map(
            addresses.flatMap((address) =>
              users
                .filter((user) => user.addresses.includes(address))
                .map((user) => [address, user] as const),
            ),
          ),
        );
      },
    },
    blocked: {
      probe: () => Promise.resolve(this.blockedPresence),
      list: () =>
        this.blocked instanceof Error
          ? Promise.reject(this.blocked)
          : Promise.resolve(this.blocked),
    },
  };

  /** Everything was read completely just now, and Contoso owns its domain. */
  async allRead(tenant: Tenant = contoso, domain = 'contoso.example'): Promise<void> {
    const at = this.desk.clock.now().toISOString();
    await rememberDomains(this.documents, tenant.id, [domain]);
    await this.healthIs({ tenantId: tenant.id, name: tenant.name, lastReadAt: at });
    const zap = { tenantId: tenant.id, tenantName: tenant.name, complete: true, readAt: at };
    await this.documents.write(
      'zap-coverage',
      tenant.id,
      { ...zap, read: [], notRead: [], limits: [] },
      undefined,
    );
    await this.spamDays.write(spamDay('2026-01-04', { tenantId: tenant.id }));
  }

  async healthIs(change: Partial<TenantHealth>): Promise<void> {
    const health: TenantHealth = {
      ...{ tenantId: contoso.id, name: contoso.name, state: 'healthy' },
      since: '2026-01-01T00:00:00.000Z',
      ...{ inventoried: true, failuresInRow: 0 },
      ...change,
    };
    const before = await this.health.read(health.tenantId);
    await this.health.write(health, before?.etag);
  }

  override async say(
    text: string,
    actor: Actor = avery,
    place: CommandPlace = securityChannel,
  ): Promise<CardContent | undefined> {
    await this.desk.ready;
    const said = { text: text.replace(/\s+/g, ' '), raw: text, files: [], actor, place };
    const services = { ...this.services, mailboxLive: this.live };
    return this.desk.done(dispatch(services, this.readers, said));
  }

  ask(text: string): Promise<CardContent | undefined> {
    return this.say(`mailbox ${text}`);
  }
}

/** The texts of one section, one row per line. */
export function sectionOf(card: CardContent | undefined, section: string): readonly string[] {
  return (card?.rows ?? [])
    .filter((row) => String(row['section']) === section)
    .map((row) => `${String(row['head'])}${String(row['text'])}${String(row['note'])}`);
}
