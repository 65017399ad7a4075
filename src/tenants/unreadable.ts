import type { Alert } from '../alerts/alert.js';
import type { CardContent } from '../alerts/card-content.js';
import type { Finding } from '../alerts/finding.js';
import { hasEnded } from '../alerts/lifecycle.js';
import type { AlertKindDefinition, AlertRow, CardView } from '../alerts/kind.js';
import { sha256Hex } from '../lib/digest.js';
import { localTime } from '../lib/local-time.js';
import { ownText, Untrusted } from '../lib/untrusted.js';
import { causeTexts, isCauseCode, type CauseCode } from './cause.js';
import type { TenantHealth } from './health.js';

/**
 * Finds: a tenant that could not be read. Why it matters: what is not read can't be called clean. False positives: a
 * passing outage, so causes that pass by themselves wait for the second failure in a row. The responder does what the
 * card says; the next complete read resolves the alert. Source: the errors of our own reads.
 */
export function unreadableFinding(
  health: TenantHealth & { cause: NonNullable<TenantHealth['cause']> },
): Finding {
  const { tenantId, cause, since, lastReadAt } = health;
  return {
    kind: 'unreadable',
    tenantId,
    identity: 'coverage',
    fingerprint: sha256Hex(cause.code),
    severity: 'medium',
    facts: {
      cause: cause.code,
      serviceCode: cause.serviceCode ?? '',
      since,
      lastReadAt: lastReadAt ?? '',
    },
  };
}

/** Where a tenant's administrator gives consent: a fixed Microsoft host, ids only. */
export type ConsentLink = (tenantId: string) => string;

export function unreadableKind(consentLink: ConsentLink): AlertKindDefinition {
  return { card: (alert, view) => card(alert, view, consentLink), row, approvable: false };
}

const consentCauses: readonly CauseCode[] = [
  'consent-missing',
  'consent-withdrawn',
  'permission-missing',
];

function card(alert: Alert, view: CardView, consentLink: ConsentLink): CardContent {
  const code = causeOf(alert);
  const open = !hasEnded(alert.state);
  const text = causeTexts[code];
  const { timeZone } = view;
  const tenant = Untrusted.of(alert.tenantName).forCard();
  const title = `${tenant} ${open ? 'could not be read' : 'can be read again'}`;
  return {
    template: 'unreadable-tenant',
    data: {
      alertId: ownText(alert.id),
      nonce: ownText(view.nonce ?? ''),
      severityStyle: ownText(open ? 'warning' : 'good'),
      title: ownText(title),
      tenant,
      tenantId: ownText(alert.tenantId),
      cause: ownText(text.sentence),
      todo: ownText(open ? text.todo : ''),
      serviceCode: Untrusted.of(fact(alert, 'serviceCode')).forCard(),
      since: ownText(localTime(fact(alert, 'since'), timeZone)),
      lastRead: ownText(open ? lastReadLine(alert, timeZone) : ''),
      stateLine: ownText(
        open
          ? 'Until it is read completely, nothing can be said about forwards in this tenant.'
          : `Read completely at ${localTime(alert.changedAt, timeZone)}.`,
      ),
      nextLine: ownText(open ? 'The next complete read closes this alert by itself.' : ''),
      showRetry: open && view.nonce !== undefined,
      showConsent: open && consentCauses.includes(code),
      consentUrl: ownText(consentLink(alert.tenantId)),
    },
    summary: ownText(title),
  };
}

function lastReadLine(alert: Alert, timeZone: string): string {
  const at = fact(alert, 'lastReadAt');
  return at === '' ? 'Never completely' : localTime(at, timeZone);
}

function fact(alert: Alert, name: string): string {
  const value = alert.facts[name];
  return typeof value === 'string' ? value : '';
}

function causeOf(alert: Alert): CauseCode {
  const code = alert.facts['cause'];
  return typeof code === 'string' && isCauseCode(code) ? code : 'service-failed';
}

function row(alert: Alert): AlertRow {
  return {
    id: ownText(alert.id),
    what: Untrusted.of(alert.tenantName).forCard(),
    where: ownText(causeTexts[causeOf(alert)].sentence),
    state: ownText(hasEnded(alert.state) ? 'Read again' : 'Waiting'),
    severity: ownText('Coverage'),
  };
}
