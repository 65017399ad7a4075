import { CardRenderer } from '../../src/adapters/teams/card-renderer.js';
import { MemoryAlertStore } from '../../src/adapters/memory/memory-alert-store.js';
import { MemoryChannelStore } from '../../src/adapters/memory/memory-channel-store.js';
import { alertIdOf, type Alert } from '../../src/alerts/alert.js';
import {
  chain,
  emptyHead,
  verifyChain,
  type AuditDraft,
  type AuditRecord,
} from '../../src/alerts/audit.js';
import type { Finding } from '../../src/alerts/finding.js';
import { groupCardOf } from '../../src/alerts/group-page.js';
import type { AlertServices } from '../../src/alerts/services.js';
import { settle } from '../../src/alerts/settle.js';
import { forwardKind } from '../../src/forwards/card.js';
import { detectForwards } from '../../src/forwards/detect.js';
import { indexForwarding, type Known, type RecipientKnowledge } from '../../src/forwards/known.js';
import type { MailboxForwarding } from '../../src/forwards/ports.js';
import { systemClock } from '../../src/lib/clock.js';
import { sanitise } from '../../src/lib/sanitise.js';
import type { Tenant } from '../../src/tenants/tenant.js';
import { parseTenantId } from '../../src/tenants/tenant.js';
import { hostileTexts } from '../support/arbitraries.js';
import { tenantSetting } from './bench-tenants.js';

export interface Throughput {
  readonly what: string;
  readonly unit: string;
  /** Units for each second of CPU time. */
  readonly perSecond: number;
}

const now = '2026-01-05T08:00:00.000Z';

/** How much of each kind of work one CPU gets through, without network and storage. */
export async function throughputs(cpuMs: number): Promise<readonly Throughput[]> {
  const tenant = benchTenant();
  const mailboxes = forwardingMailboxes(10_000);
  const known = knownOf(mailboxes);
  const judge = () => detectForwards(tenant, { acceptedDomains, mailboxes }, known, noPartners);
  const { findings } = judge();
  const drafts = auditDrafts(2_000);
  const { records, head } = chain(emptyHead, drafts);
  const texts = [...hostileTexts, ...mailboxes.slice(0, 200).map((one) => one.displayName)];
  const renderer = new CardRenderer();
  const alerts = findings.slice(0, 200).map(alertOf);
  const kind = forwardKind();
  const view = {
    nonce: 'n'.repeat(22),
    timeZone: 'Europe/Berlin',
    now: new Date(now),
    canRemediate: true,
  };
  const grouped = await groupCard(tenant, findings);
  return [
    await measure('classify forwarding mailboxes', 'mailboxes', cpuMs, mailboxes.length, judge),
    await measure('sanitise names, hostile ones among them', 'texts', cpuMs, texts.length, () => {
      for (const text of texts) sanitise(text);
    }),
    await measure('append to the audit chain', 'lines', cpuMs, drafts.length, () => {
      chain(emptyHead, drafts);
    }),
    await measure('verify the audit chain', 'lines', cpuMs, records.length, async () => {
      const { fault } = await verifyChain(inTurn(records), head);
      if (fault !== undefined) throw new Error('The chain is not whole.');
    }),
    await measure('draw an alert card', 'cards', cpuMs, alerts.length, () => {
      for (const alert of alerts) renderer.render(kind.card(alert, view));
    }),
    await measure('draw a grouped card of 10 rows', 'cards', cpuMs, 20, () => {
      for (let card = 0; card < 20; card++) renderer.render(grouped);
    }),
    await measure('settle 200 new findings in memory', 'findings', cpuMs, 200, async () => {
      await settle(memoryServices(), sighting(tenant, findings.slice(0, 200)));
    }),
  ];
}

/** Runs `round` until so much CPU time is spent, after one round to warm up. */
async function measure(
  what: string,
  unit: string,
  cpuMs: number,
  unitsPerRound: number,
  round: () => unknown,
): Promise<Throughput> {
  await round();
  const began = process.cpuUsage();
  let units = 0;
  let spent = 0;
  while (spent < cpuMs * 1000) {
    await round();
    units += unitsPerRound;
    const { user, system } = process.cpuUsage(began);
    spent = user + system;
  }
  return { what, unit, perSecond: units / (spent / 1e6) };
}

const acceptedDomains = [
  { domainName: 'contoso.example', matchSubDomains: false },
  { domainName: 'contoso.onmicrosoft.com', matchSubDomains: false },
  { domainName: 'fabrikam.example', matchSubDomains: true },
];
const noPartners = { partnerDomains: ['partner.example'] };

function benchTenant(): Tenant {
  const [first] = tenantSetting(1);
  const id = parseTenantId(first?.tenantId ?? '');
  if (id === undefined) throw new Error('not a tenant id');
  return { id, name: first?.name ?? '' };
}

/** A third to the outside by address, a third by a contact, a third to a colleague. */
function forwardingMailboxes(count: number): readonly MailboxForwarding[] {
  return Array.from({ length: count }, (_, number) => {
    const by = number % 3;
    return {
      mailboxId: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      userPrincipalName: `user.${number}@contoso.example`,
      primarySmtpAddress: `user.${number}@contoso.example`,
      displayName: `User Number ${number} (Sales & Service)`,
      recipientType: 'UserMailbox',
      forwardingSmtpAddress:
        by === 0
          ? `smtp:drop${number}@mail-relay.example`
          : by === 1
            ? null
            : `smtp:desk.${number}@emea.fabrikam.example`,
      forwardingAddress: by === 1 ? `Partner ${number % 50}` : null,
      keepsCopy: number % 2 === 0,
    };
  });
}

function knownOf(mailboxes: readonly MailboxForwarding[]): Known {
  const contacts = Array.from({ length: 50 }, (_, number) => {
    const identity = `Partner ${number}`;
    const address = `partner${number}@elsewhere.example`;
    return [
      identity,
      {
        kind: 'one',
        recipient: {
          ...{ identity, displayName: identity, recipientType: 'MailContact' },
          ...{ primarySmtpAddress: address, externalEmailAddress: `SMTP:${address}` },
        },
      },
    ] as const;
  });
  const colleagues = mailboxes.flatMap(({ forwardingSmtpAddress }) => {
    const address = forwardingSmtpAddress?.slice('smtp:'.length);
    return address?.endsWith('fabrikam.example') === true
      ? [[address, { kind: 'none' }] as const]
      : [];
  });
  const recipients: Known['recipients'] = new Map<string, RecipientKnowledge>([
    ...contacts,
    ...colleagues,
  ]);
  return { forwarding: indexForwarding(mailboxes), recipients, groups: new Map() };
}

function auditDrafts(count: number): readonly AuditDraft[] {
  return Array.from({ length: count }, (_, number) => ({
    at: now,
    what: 'alert.raised',
    alertId: 'K3F7Q-9D2MA',
    actor: { tenantId: 'tenant', objectId: `person-${number}` },
    detail: { fingerprint: 'f'.repeat(64), severity: 'high', number, to: ['drop@relay.example'] },
  }));
}

async function* inTurn(records: readonly AuditRecord[]): AsyncGenerator<AuditRecord> {
  yield* records;
  await Promise.resolve();
}

function alertOf(finding: Finding): Alert {
  const { kind, tenantId, identity, fingerprint, severity, facts } = finding;
  return {
    ...{ kind, tenantId, identity, fingerprint, severity, facts },
    ...{ id: alertIdOf(finding), tenantName: 'Contoso', state: 'open', revision: 1, returns: 0 },
    ...{ firstSeenAt: now, lastSeenAt: now, changedAt: now, nonceHashes: [], messages: [] },
  };
}

async function groupCard(tenant: Tenant, findings: readonly Finding[]) {
  const services = memoryServices();
  const { raised } = await settle(services, sighting(tenant, findings.slice(0, 40)));
  const group = { id: 'g', tenantId: tenant.id, tenantName: tenant.name, createdAt: now };
  return groupCardOf(services, { ...group, alertIds: raised }, 1);
}

function sighting(tenant: Tenant, findings: readonly Finding[]) {
  return { tenant, kind: 'forward', findings, complete: true } as const;
}

/** The alerts' core on memory, with a channel that is never reached. */
function memoryServices(): AlertServices {
  const quiet = () => undefined;
  const impossible = { kind: 'impossible', code: 'bench' } as const;
  return {
    store: new MemoryAlertStore(),
    channels: new MemoryChannelStore(),
    bell: { ring: () => Promise.resolve() },
    announcer: {
      post: () => Promise.resolve(impossible),
      update: () => Promise.resolve({ kind: 'gone', code: 'bench' }),
    },
    approvers: { check: () => Promise.resolve('not-approver') },
    kinds: {
      forward: forwardKind(),
      zap: forwardKind(),
      spam: forwardKind(),
      unreadable: forwardKind(),
    },
    clock: systemClock,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    options: {
      timeZone: 'UTC',
      leaseMs: 60_000,
      verifyForMs: 60_000,
      evidenceMs: 60_000,
      undoDays: 30,
      canRemediate: false,
    },
  };
}
