import { DigestBook } from '../../digest/book.js';
import type { Edition } from '../../digest/edition.js';
import { digestCells, digestColumns } from '../../digest/export.js';
import { Untrusted } from '../../lib/untrusted.js';
import type { ExportKind, ExportRequest, ExportServices } from './export-kind.js';

/** The rows behind a weekly digest: every figure on its card is counted from them. */
export const digestExport: ExportKind = {
  name: 'digest',
  explanation: "the rows behind a week's digest",
  columns: digestColumns,
  asks: 'week',
  rows: async function* (services, request) {
    const found = await editionFor(services, request);
    if (found === undefined) return;
    const { book, channelId, edition } = found;
    for await (const row of book.rows(channelId, edition)) yield digestCells(edition.week, row);
  },
  notCovered: async (services, request) => {
    const found = await editionFor(services, request);
    if (found === undefined) {
      return [
        request.week === undefined
          ? 'No digest has been made yet: there is nothing in the file.'
          : `No digest of ${request.week} is kept: there is nothing in the file.`,
      ];
    }
    const gaps: string[] = [];
    for await (const row of found.book.rows(found.channelId, found.edition)) {
      if (row.section !== 'coverage' || row.read === 'whole') continue;
      gaps.push(`${Untrusted.of(row.tenant).forCard()}, ${row.source}: ${row.why}`);
    }
    return gaps;
  },
};

/** The edition asked for, or the last one that has rows. */
async function editionFor(
  { channels, documents }: Pick<ExportServices, 'channels' | 'documents'>,
  { week, askedAt }: ExportRequest,
): Promise<
  { readonly book: DigestBook; readonly channelId: string; readonly edition: Edition } | undefined
> {
  const channelId = (await channels.current())?.row.channelId;
  if (channelId === undefined) return undefined;
  const book = new DigestBook(documents);
  let found: Edition | undefined;
  for await (const { edition } of book.editions(channelId)) {
    const wanted = week === undefined ? edition.createdAt <= askedAt : edition.week === week;
    if (wanted && edition.content !== undefined) found = edition;
  }
  return found && { book, channelId, edition: found };
}
