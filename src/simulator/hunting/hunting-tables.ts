import { shuffle } from '../batch-answers.js';
import type { TenantMail } from '../mail/mail-record.js';
import { USUAL_QUIRKS } from '../mail/mail-quirks.js';
import { EMAIL_EVENTS } from './email-events.js';
import { KqlError } from './kql-error.js';
import type { Tables } from './kql-run.js';
import { emptyOf } from './kql-value.js';
import type { Column, Table } from './kql-value.js';
import { EMAIL_ATTACHMENT_INFO, EMAIL_URL_INFO } from './message-parts.js';
import { EMAIL_POST_DELIVERY_EVENTS } from './post-delivery-events.js';
import type { TableDefinition } from './table-definition.js';
import { URL_CLICK_EVENTS } from './url-click-events.js';

const DEFINITIONS: ReadonlyMap<string, TableDefinition> = new Map([
  ['EmailEvents', EMAIL_EVENTS],
  ['EmailPostDeliveryEvents', EMAIL_POST_DELIVERY_EVENTS],
  ['UrlClickEvents', URL_CLICK_EVENTS],
  ['EmailUrlInfo', EMAIL_URL_INFO],
  ['EmailAttachmentInfo', EMAIL_ATTACHMENT_INFO],
]);

/** A stretch of time in milliseconds since the epoch, both ends included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The e-mail tables of a tenant with the rows whose Timestamp lies in `stretch`, in no order that a reader could rely on.
 * Only Defender for Office 365 Plan 2 has them.
 */
export function huntingTables(mail: TenantMail, stretch: Stretch): Tables {
  const quirks = mail.quirks ?? USUAL_QUIRKS;
  const absent = [...DEFINITIONS.values()].flatMap((table) => table.absent?.(quirks) ?? []);
  return {
    has: (name) => DEFINITIONS.has(name),
    absentColumns: new Set(absent),
    read: (name) => {
      const definition = DEFINITIONS.get(name);
      if (definition === undefined || mail.licence.defender !== 'P2') {
        throw new KqlError(
          'missing-table',
          `Failed to resolve table or column expression named '${name}'`,
        );
      }
      const to = stretch.to - quirks.huntingLagMinutes * 60_000;
      const table = tableOf(definition, { messages: mail.messages(), quirks });
      return {
        ...table,
        rows: shuffle(inside(table, { from: stretch.from, to }), table.rows.length),
      };
    },
  };
}

function tableOf(definition: TableDefinition, view: Parameters<TableDefinition['rows']>[0]): Table {
  const absent = definition.absent?.(view.quirks) ?? [];
  const columns: Column[] = Object.entries(definition.columns)
    .filter(([name]) => !absent.includes(name))
    .map(([name, type]) => ({ name, type }));
  const rows = definition.rows(view);
  return {
    columns,
    rows: rows.map((row) => columns.map(({ name, type }) => row[name] ?? emptyOf(type))),
  };
}

function inside(table: Table, { from, to }: Stretch): Table['rows'] {
  const at = table.columns.findIndex(({ name }) => name === 'Timestamp');
  return table.rows.filter((row) => {
    const time = row[at];
    return typeof time === 'number' && time >= from && time <= to;
  });
}
