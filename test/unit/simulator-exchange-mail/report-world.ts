import assert from 'node:assert/strict';
import type {
  FilterVerdict,
  MailCopy,
  MailRecord,
} from '../../../src/simulator/mail/mail-record.js';
import { rows } from '../simulator/raw-client.js';
import { copy, hoursAgo, message } from '../simulator-hunting/sample-mail.js';
import type { MailWorld } from '../simulator-hunting/mail-world.js';

export type Row = Readonly<Record<string, unknown>>;

/** A message with a number of its own. */
export function numbered(
  number: number,
  given: Partial<MailRecord> = {},
  copies: readonly Partial<MailCopy>[] = [{}],
): MailRecord {
  const tail = String(number).padStart(12, '0');
  return message({
    networkMessageId: `11111111-1111-4111-8111-${tail}`,
    internetMessageId: `<${number}@sender.example>`,
    subject: `subject ${number}`,
    receivedAt: hoursAgo(number),
    copies: copies.map((one, index) => copy({ immutableId: `copy ${number} ${index}`, ...one })),
    ...given,
  });
}

export const SPAM: FilterVerdict = { threat: 'Spam', technology: 'General filter', scl: 5 };
export const BULK: FilterVerdict = { threat: 'Bulk', technology: 'Bulk', scl: 6 };
export const PHISH: FilterVerdict = {
  threat: 'Phish',
  technology: 'Spoof intra-org',
  also: [{ threat: 'Spam', technology: 'General filter' }],
};
export const MALWARE: FilterVerdict = { threat: 'Malware', technology: 'File detonation' };

export const JUNKED = { deliveredTo: 'junkemail', place: 'junkemail' } as const;
export const QUARANTINED = { deliveredTo: 'quarantine', place: 'quarantine' } as const;

/** All rows of one call: its OData pages are followed. */
export async function reportRows(
  world: MailWorld,
  name: string,
  parameters: Row = {},
): Promise<Row[]> {
  const found: Row[] = [];
  let answer = await world.reader({ name, parameters });
  for (;;) {
    assert.equal(answer.status, 200, answer.text);
    found.push(...rows(answer.json['value']).map(plain));
    const next: unknown = answer.json['@odata.nextLink'];
    if (typeof next !== 'string') return found;
    answer = await world.reader({ name, parameters, url: next });
  }
}

/** Without annotations. */
function plain(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.includes('@')));
}

export async function statusOf(world: MailWorld, name: string, parameters: Row): Promise<number> {
  return (await world.reader({ name, parameters })).status;
}

export function only(found: readonly Row[], ...names: readonly string[]): unknown[][] {
  return found.map((row) => names.map((name) => row[name]));
}
