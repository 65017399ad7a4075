import fc from 'fast-check';
import { alertIdOf } from '../../src/alerts/alert.js';
import type { Approval } from '../../src/alerts/approval.js';
import { measureNames } from '../../src/alerts/measure.js';
import type { OutboxTask } from '../../src/alerts/outbox.js';
import type { TenantId } from '../../src/tenants/tenant.js';
import { anyActor, anyKind, anyText, anyTime, ordinary } from './arbitraries.js';

/** Approvals of one alert or of a scope, with every optional part there or not. */
export function anyApproval(tenantId: TenantId): fc.Arbitrary<Approval> {
  return fc
    .record(
      {
        fingerprint: anyText,
        scope: fc.record({ kind: anyKind, name: anyText, value: anyText }, ordinary),
        reason: anyText,
        by: anyActor,
        at: anyTime,
        expiresAt: anyTime,
        revoked: fc.record({ by: anyActor, at: anyTime }, ordinary),
        salt: fc.uuid(),
      },
      { requiredKeys: ['fingerprint', 'reason', 'by', 'at', 'salt'], ...ordinary },
    )
    .map(({ salt: identity, ...rest }) => ({
      tenantId,
      alertId: alertIdOf({ tenantId, kind: 'zap', identity }),
      ...rest,
    }));
}

/** Tasks of measures: what an attacker chose may be the target. */
export function anyMeasureTask(tenantId: TenantId): fc.Arbitrary<OutboxTask> {
  return fc
    .record(
      {
        salt: fc.uuid(),
        measure: fc.constantFrom(...measureNames),
        target: anyText,
        direction: fc.constantFrom('apply' as const, 'revert' as const),
        by: anyActor,
      },
      ordinary,
    )
    .map(({ salt: identity, ...rest }) => ({
      kind: 'measure',
      alertId: alertIdOf({ tenantId, kind: 'zap', identity }),
      ...rest,
    }));
}
