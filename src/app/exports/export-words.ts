import type { ExportKind } from './export-kind.js';
import type { ExportFailure, ExportState, StoredExport } from './export-store.js';

/** Sentences of what a file lacks that a card has room for. */
const mostLacks = 5;

interface Words {
  readonly title: string;
  readonly text: string;
}

/** '1,204 rows', '1 row', 'no rows'. */
export function rowsText(rows: number): string {
  if (rows === 0) return 'no rows';
  return rows === 1 ? '1 row' : `${rows.toLocaleString('en-US')} rows`;
}

/** '312 bytes', '240 KB', '3.2 MB'. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const kb = bytes / 1024;
  return kb < 1024 ? `${Math.round(kb)} KB` : `${(kb / 1024).toFixed(1)} MB`;
}

/** The sentence on the offer itself. */
export function offerText(
  { kind, request }: Pick<StoredExport, 'kind' | 'request'>,
  rows: number,
): string {
  const { tenants, days, week } = request;
  const whose = tenants.length === 1 ? '1 tenant' : `${tenants.length} tenants`;
  const span =
    week !== undefined ? `, week ${week}` : days === undefined ? '' : `, last ${days} days`;
  return `Export of ${kind}: ${rowsText(rows)} of ${whose}${span}.`;
}

/** How far an export is, in the message that was posted when it was asked for. */
export function exportWords(row: StoredExport): Words {
  return wordsOf[row.state](row);
}

const onItsWay = (row: StoredExport): Words => ({
  title: `Export of ${row.kind} is on its way`,
  text: `The file is being written to your OneDrive. ${lacksText(row)}`,
});

const counting = (row: StoredExport): Words => ({
  title: `Export of ${row.kind}`,
  text: `The rows are being counted. In a moment you are asked ${hereOf(row)} whether you want the file.`,
});

const wordsOf: Readonly<Record<ExportState, (row: StoredExport) => Words>> = {
  asked: counting,
  offering: counting,
  offered: (row) => {
    const { rows, bytes } = row.offer ?? { rows: 0, bytes: 0 };
    return {
      title: `Export of ${row.kind} is ready`,
      text: `${capital(rowsText(rows))}, about ${bytesText(bytes)}. Take or decline the file ${hereOf(row)}. ${lacksText(row)}`,
    };
  },
  accepted: onItsWay,
  uploading: onItsWay,
  finishing: onItsWay,
  uploaded: onItsWay,
  done: (row) => {
    const unconfirmed = row.unconfirmed === true;
    return {
      title: unconfirmed ? 'The file may be in your OneDrive' : `Export of ${row.kind} is done`,
      text: `${doneText(row.upload?.rows ?? 0, unconfirmed)} ${lacksText(row)}`,
    };
  },
  declined: ({ kind }) => ({ title: `Export of ${kind} was declined`, text: 'Nothing was sent.' }),
  failed: ({ kind, failure = 'interrupted' }) => ({
    title: `No export of ${kind}`,
    text: failureTexts[failure],
  }),
};

function hereOf({ place }: StoredExport): string {
  return place.kind === 'personal' ? 'here' : 'in our personal chat';
}

function doneText(rows: number, unconfirmed: boolean): string {
  return unconfirmed
    ? 'All of it was sent, but OneDrive did not confirm the end. Open the file; if it is not there, ask again.'
    : `The file is in your OneDrive: ${rowsText(rows)}.`;
}

const failureTexts: Readonly<Record<ExportFailure, string>> = {
  unreadable: 'What is stored could not be read, so there is no file rather than half of one. Try again in a minute.',
  'no-chat':
    'I give files in personal chat only, and may not write to you there. Add me to your apps, and ask for the file in our personal chat.',
  'not-delivered': 'The offer could not be delivered. Ask for it again in our personal chat.',
  'too-late': 'The offer was older than a day, so nothing was sent. Ask for the file again.',
  'session-over': 'OneDrive had closed the place for the file before all of it was sent. Ask for the file again.',
  'data-changed': 'What is stored changed while the file was being sent, so it was withdrawn. Ask for the file again.',
  'no-room': 'Your OneDrive is full, so the file was not sent.',
  refused: 'OneDrive did not take the file. Ask for it again.',
  interrupted: 'The file could not be sent, though it was tried several times. Ask for it again later.',
}; // prettier-ignore

function lacksText({ offer }: StoredExport): string {
  const lacks = offer?.lacks ?? [];
  if (lacks.length === 0) return '';
  const more = lacks.length - mostLacks;
  const shown = lacks.slice(0, mostLacks).join(' ');
  return `What it lacks: ${shown}${more > 0 ? ` And ${more} more of the same kind.` : ''}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One line per kind, for somebody who did not name one. */
export function kindsText(kinds: readonly ExportKind[]): string {
  return kinds.map(({ name, explanation }) => `${name}: ${explanation}.`).join(' ');
}
