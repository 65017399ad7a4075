import { alertIdOf, type Alert } from '../../../src/alerts/alert.js';
import type { Finding } from '../../../src/alerts/finding.js';

/** The alert that a finding becomes, with what a test changes of it. */
export function alertOf(finding: Finding, change: Partial<Alert> = {}): Alert {
  return {
    id: alertIdOf(finding),
    tenantId: finding.tenantId,
    tenantName: 'Contoso',
    kind: 'forward',
    identity: finding.identity,
    fingerprint: finding.fingerprint,
    severity: finding.severity,
    state: 'open',
    facts: finding.facts,
    subjectObjectId: finding.subjectObjectId,
    firstSeenAt: '2026-11-20T08:00:00.000Z',
    lastSeenAt: '2026-11-21T17:20:00.000Z',
    changedAt: '2026-11-20T08:00:00.000Z',
    revision: 1,
    nonceHashes: [],
    messages: [],
    returns: 0,
    ...change,
  };
}
