import type { UploadResult } from '../../adapters/teams/file-upload.js';
import { AppError } from '../../lib/errors.js';
import { errorCode } from '../../lib/log.js';
import { exportFile, type ExportFile } from './export-bytes.js';
import { exportKindNamed } from './export-kinds.js';
import { patiently, showProgress } from './export-services.js';
import type { ExportFailure } from './export-store.js';
import type { Hold } from './hold.js';
import { isTakenOver } from './hold.js';
import { readTicket } from './upload-ticket.js';

/**
 * Sends an accepted file, goes on with one that was begun, and shows it. Each step is written down before and after it, so
 * that a killed worker's successor knows where to go on: bytes that OneDrive has are not sent again.
 */
export async function sendExport(hold: Hold): Promise<void> {
  if (hold.row.state === 'accepted') {
    await withdrawOffer(hold);
    await showProgress(hold.services, hold.row);
  }
  if (hold.row.state !== 'uploaded' && !(await upload(hold))) return;
  await showFile(hold);
}

/** A declined offer is taken away, so that it is not pressed again. */
export async function closeDeclined(hold: Hold): Promise<void> {
  await withdrawOffer(hold);
  await hold.end({ closed: true });
}

async function withdrawOffer({ row, services }: Hold): Promise<void> {
  const message = row.offer?.message;
  if (message === undefined) return;
  const chat = { ...row.place, conversationId: message.conversationId };
  const result = await patiently(services.clock, () => services.delivery.withdraw(chat, message));
  if (result.kind === 'refused') {
    services.log.warn({ code: result.code }, 'an offer could not be taken away');
  }
}

/** True when the file is in the person's OneDrive. */
async function upload(hold: Hold): Promise<boolean> {
  const { row, services } = hold;
  const url = row.file && (await readTicket(services.documents, row.file.ticket));
  if (url === undefined) {
    await hold.fail('session-over');
    return false;
  }
  const file = await fileOf(hold);
  if (file === undefined) return false;
  try {
    const earlier = row.upload;
    const result = await services.delivery.upload(url, file, {
      resumed: earlier !== undefined,
      same: earlier?.sha256 === file.sha256,
      lastSent: row.state === 'finishing',
      beforePart: (isLast) => declarePart(hold, file, isLast),
    });
    return await settleUpload(hold, result);
  } finally {
    await file.close();
  }
}

/** Written down before the first part, before the last, and in between often enough to keep the export. */
async function declarePart(hold: Hold, file: ExportFile, isLast: boolean): Promise<void> {
  const { upload: known, state } = hold.row;
  const begins = known?.sha256 !== file.sha256 || state === 'accepted';
  if (!begins && !isLast && !hold.isStale) return;
  const { rows, bytes, sha256 } = file;
  const next = isLast || state === 'finishing' ? 'finishing' : 'uploading';
  await hold.renew({ state: next, upload: { rows, bytes, sha256 } });
}

async function fileOf(hold: Hold): Promise<ExportFile | undefined> {
  const { row, services } = hold;
  const kind = exportKindNamed(row.kind);
  try {
    if (kind !== undefined) return await exportFile(kind, services.read, row.request);
    await hold.fail('unreadable');
  } catch (error) {
    if (!(error instanceof AppError) || isTakenOver(error)) throw error;
    const code = errorCode(error);
    if (error.retryable) {
      await hold.putBack(code);
      return undefined;
    }
    services.log.error({ export: row.kind, code }, 'the rows of an export could not be read');
    await hold.fail('unreadable');
  }
  return undefined;
}

const insufficientStorage = 'file.507';

async function settleUpload(hold: Hold, result: UploadResult): Promise<boolean> {
  switch (result.kind) {
    case 'stored':
      await hold.renew({ state: 'uploaded' });
      return true;
    case 'unconfirmed':
      await hold.renew({ state: 'uploaded', unconfirmed: true });
      return true;
    case 'interrupted':
      await hold.putBack(result.code);
      return false;
    case 'gone':
      await failWith(hold, 'session-over', result.code);
      return false;
    case 'changed':
      await failWith(hold, 'data-changed', 'file.changed');
      return false;
    case 'refused':
      await failWith(
        hold,
        result.code === insufficientStorage ? 'no-room' : 'refused',
        result.code,
      );
      return false;
  }
}

async function failWith(hold: Hold, failure: ExportFailure, code: string): Promise<void> {
  hold.services.log.warn({ exportId: hold.row.id, code }, 'a file was not taken');
  await hold.fail(failure);
}

/** The file in the chat. A lost answer is not repeated: the file lies in the person's OneDrive anyway. */
async function showFile(hold: Hold): Promise<void> {
  const { row, services } = hold;
  const { file, chat } = row;
  if (file !== undefined && chat !== undefined) {
    const target = { ...row.place, conversationId: chat };
    const { name, contentUrl, uniqueId, fileType } = file;
    const shown = await patiently(services.clock, () =>
      services.delivery.show(target, { name, contentUrl, uniqueId, fileType }),
    );
    if (shown.kind === 'refused') return hold.putBack(shown.code);
    if (shown.kind !== 'posted') {
      services.log.warn({ code: shown.code }, 'a file was perhaps not shown');
    }
  }
  const { tenants } = row.request;
  services.log.info(
    {
      ...{ exportId: row.id, export: row.kind, actor: row.asker.objectId },
      ...{ tenants: tenants.length, rows: row.upload?.rows, bytes: row.upload?.bytes },
    },
    'data were exported',
  );
  await hold.end({ state: 'done' });
}
