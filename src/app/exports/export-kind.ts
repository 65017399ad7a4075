import type { AlertStore, ChannelStore } from '../../alerts/ports.js';
import type { CsvRow } from '../../lib/csv.js';
import type { SharedRowStore } from '../../lib/document-store.js';
import type { TenantHealthStore } from '../../tenants/ports.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { ZapRecordStore } from '../../zap/records.js';

/** What an export reads: what is stored, never a tenant. The service and the command line both have it. */
export interface ExportServices {
  readonly alerts: Pick<AlertStore, 'alert' | 'alerts' | 'approvals' | 'audit'>;
  readonly health: Pick<TenantHealthStore, 'all'>;
  readonly documents: SharedRowStore;
  /** Whose digests are kept. */
  readonly channels: Pick<ChannelStore, 'current'>;
  readonly zaps: Pick<ZapRecordStore, 'list'>;
  /** IANA name; for kinds that count in local days or weeks. */
  readonly timeZone: string;
}

/** What was asked for. Fixed when it is asked, so that counting and writing mean the same. */
export interface ExportRequest {
  readonly tenants: readonly Tenant[];
  /** Only what happened at or after this time, UTC ISO 8601. Absent: everything that is stored. */
  readonly since?: string | undefined;
  /** The same in days, for kinds that count local days: today and those before it. */
  readonly days?: number | undefined;
  /** When it was asked for, UTC ISO 8601. */
  readonly askedAt: string;
  /** ISO week such as '2026-W48', for kinds that ask for a week. Absent: the last one that is over. */
  readonly week?: string | undefined;
}

/**
 * One thing that can be had as a file. The same rows whether it goes to Teams or to the command line. Cells may hold raw
 * text: whoever writes the file disarms formulas (lib/csv); what hides or controls is made visible by the kind
 * (`Untrusted.forPlainText`).
 */
export interface ExportKind {
  /** One word of small letters: it is said in chat and stands in the file's name. */
  readonly name: string;
  /** One sentence for help. */
  readonly explanation: string;
  readonly columns: readonly string[];
  /** What may be said after the name: a tenant and a number of days, or a week. */
  readonly asks: 'tenant-and-days' | 'week';
  /** Days back when none are said; absent: everything that is stored. */
  readonly defaultDays?: number | undefined;
  /** The furthest that it can look back; absent: as far as anything is stored. */
  readonly mostDays?: number | undefined;
  /**
   * Row by row, never all of them at once; the same request over the same data gives the same rows in the same order.
   * What can't be read rejects while it is iterated: then there is no file, never a short one.
   */
  rows(services: ExportServices, request: ExportRequest): AsyncIterable<CsvRow>;
  /**
   * What the rows lack, in our own words, one sentence each; said beside the file. Empty: they lack nothing that anybody
   * knows of.
   */
  notCovered(services: ExportServices, request: ExportRequest): Promise<readonly string[]>;
}
