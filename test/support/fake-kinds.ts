import type { AlertKind } from '../../src/alerts/finding.js';
import type { AlertKindDefinition } from '../../src/alerts/kind.js';
import { ownText } from '../../src/lib/untrusted.js';
import type { FakeTarget } from './fake-target.js';

/** Every kind, on one target: what differs is what the core has to tell apart. */
export function fakeKinds(
  remediation: FakeTarget | undefined,
  measures: AlertKindDefinition['measures'],
): Readonly<Record<AlertKind, AlertKindDefinition>> {
  const target = fakeKind(remediation);
  return {
    forward: { ...target, measures },
    zap: { ...target, measures, lasts: 'event', acknowledgeable: true },
    spam: {
      ...fakeKind(undefined),
      measures,
      lasts: 'event',
      approvable: false,
      acknowledgeable: true,
      acknowledgeCauses: [
        { value: 'bulk-mail', words: 'Bulk mail' },
        { value: 'other', words: 'Something else' },
      ],
    },
    unreadable: { ...fakeKind(undefined), approvable: false },
  };
}

/** A kind whose card says exactly what it was drawn from. */
function fakeKind(remediation: FakeTarget | undefined): AlertKindDefinition {
  return {
    card: (alert, view) => ({
      template: 'forward-alert',
      data: {
        alertId: ownText(alert.id),
        nonce: ownText(view.nonce ?? ''),
        state: ownText(alert.state),
        revision: alert.revision,
        fingerprint: ownText(alert.fingerprint),
        measures: ownText(
          (alert.measures ?? []).map(({ name, state }) => `${name} ${state}`).join(),
        ),
        canRemediate: view.canRemediate,
      },
      summary: ownText(alert.id),
    }),
    row: (alert) => ({
      id: ownText(alert.id),
      what: ownText(alert.identity),
      where: ownText(alert.fingerprint),
      state: ownText(alert.state),
      severity: ownText(alert.severity),
    }),
    remediation,
  };
}
