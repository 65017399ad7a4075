import { seededGuid } from '../scenario/seeded-guid.js';
import { columnsOf, timeCell, wholeRows } from './table-definition.js';
import type { TableDefinition } from './table-definition.js';

const URL_COLUMNS: TableDefinition['columns'] = {
  Timestamp: 'datetime',
  ...columnsOf('string', 'NetworkMessageId', 'Url', 'UrlDomain', 'UrlLocation', 'ReportId'),
};

/** Microsoft Learn: "EmailUrlInfo". One row per message and URL, whoever got it. */
export const EMAIL_URL_INFO: TableDefinition = {
  columns: URL_COLUMNS,
  rows: wholeRows(URL_COLUMNS, ({ messages }) =>
    messages.flatMap((message) =>
      message.urls.map((url, index) => ({
        Timestamp: timeCell(message.receivedAt),
        NetworkMessageId: message.networkMessageId,
        Url: url,
        UrlDomain: URL.canParse(url) ? new URL(url).hostname : '',
        UrlLocation: 'Body',
        ReportId: seededGuid(`${message.networkMessageId} url ${index}`),
      })),
    ),
  ),
};

const FILE_COLUMNS: TableDefinition['columns'] = {
  Timestamp: 'datetime',
  ...columnsOf('string', 'NetworkMessageId', 'SenderFromAddress', 'SenderDisplayName'),
  ...columnsOf('string', 'SenderObjectId', 'RecipientEmailAddress', 'RecipientObjectId'),
  ...columnsOf('string', 'FileName', 'FileType', 'SHA256'),
  FileSize: 'long',
  ...columnsOf('string', 'ThreatTypes', 'ThreatNames', 'DetectionMethods', 'ReportId'),
};

/** Microsoft Learn: "EmailAttachmentInfo". One row per message, recipient and file; SHA256 is often empty. */
export const EMAIL_ATTACHMENT_INFO: TableDefinition = {
  columns: FILE_COLUMNS,
  rows: wholeRows(FILE_COLUMNS, ({ messages }) =>
    messages.flatMap((message) =>
      message.copies.flatMap((copy) =>
        message.files.map((file, index) => ({
          Timestamp: timeCell(message.receivedAt),
          NetworkMessageId: message.networkMessageId,
          SenderFromAddress: message.senderAddress,
          SenderDisplayName: message.senderName,
          SenderObjectId: message.senderObjectId ?? '',
          RecipientEmailAddress: copy.recipient,
          RecipientObjectId: copy.mailboxObjectId ?? '',
          FileName: file.name,
          FileType: file.name.includes('.') ? file.name.slice(file.name.lastIndexOf('.') + 1) : '',
          SHA256: file.sha256,
          FileSize: BigInt(file.bytes.length),
          ReportId: seededGuid(`${copy.immutableId} file ${index}`),
        })),
      ),
    ),
  ),
};
