import { alertsExport } from './alerts-export.js';
import { approvalsExport } from './approvals-export.js';
import { auditExport } from './audit-export.js';
import { digestExport } from './digest-export.js';
import type { ExportKind } from './export-kind.js';
import { forwardsExport } from './forwards-export.js';
import { spamExport } from './spam-export.js';
import { zapExport } from './zap-export.js';

/** Everything that can be had as a file, in the order of the help. */
export const exportKinds: readonly ExportKind[] = [
  forwardsExport,
  alertsExport,
  approvalsExport,
  auditExport,
  zapExport,
  spamExport,
  digestExport,
];

export function exportKindNamed(name: string): ExportKind | undefined {
  return exportKinds.find((kind) => kind.name === name);
}
