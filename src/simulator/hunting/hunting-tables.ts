import { shuffle } from '../batch-answers.js';
import type { TenantMail } from '../mail/mail-record.js';
import { USUAL_QUIRKS } from '../mail/mail-quirks.js';
import type { MailQuirks } from '../mail/mail-quirks.js';
import { EMAIL_EVENTS } from './email-events.js';
import { KqlError } from './kql-error.js';
import type { Tables } from './kql-run.js';
import type { Column } from './kql-value.js';
import { EMAIL_ATTACHMENT_INFO, EMAIL_URL_INFO } from './message-parts.js';
import { EMAIL_POST_DELIVERY_EVENTS } from './post-delivery-events.js';
import type { Stretch, TableDefinition } from './table-definition.js';
import { URL_CLICK_EVENTS } from './url-click-events.js';

const DEFINITIONS: ReadonlyMap<string, TableDefinition> = new Map([
  ['EmailEvents', EMAIL_EVENTS],
  ['EmailPostDeliveryEvents', EMAIL_POST_DELIVERY_EVENTS],
  ['UrlClickEvents', URL_CLICK_EVENTS],
  ['EmailUrlInfo', EMAIL_URL_INFO],
  ['EmailAttachmentInfo', EMAIL_ATTACHMENT_INFO],
]);

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
    read: (name, needs) => {
      const definition = DEFINITIONS.get(name);
      if (definition === undefined || mail.licence.defender !== 'P2') {
        throw new KqlError(
          'missing-table',
          `Failed to resolve table or column expression named '${name}'`,
        );
      }
      const columns = columnsOfTable(definition, quirks).filter((column) => needs(column.name));
      const rows = definition.rows(
        // What was refused at the edge is in no table.
        { messages: mail.messages().filter(({ edgeBlocked }) => edgeBlocked !== true), quirks },
        columns.map((column) => column.name),
        { from: stretch.from, to: stretch.to - quirks.huntingLagMinutes * 60_000 },
      );
      return { columns, rows: shuffle(rows, rows.length) };
    },
  };
}

function columnsOfTable(definition: TableDefinition, quirks: MailQuirks): readonly Column[] {
  const absent = definition.absent?.(quirks) ?? [];
  return Object.entries(definition.columns)
    .filter(([name]) => !absent.includes(name))
    .map(([name, type]) => ({ name, type }));
}
