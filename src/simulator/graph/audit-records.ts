import type { MailAccess, MailCopy, MailRecord } from '../mail/mail-record.js';
import type { AuditSearch, LiveMail } from '../mail/tenant-mail.js';
import { seededGuid } from '../scenario/seeded-guid.js';

export const MAIL_ITEMS_ACCESSED = 'MailItemsAccessed';

/**
 * What the audit log holds for a search, oldest first: an opened copy is named (Bind), a fetched folder is named without
 * its items (Sync). The event's fields are those of records that people have published (Purview, record type 50); ids
 * stand there without angle brackets.
 */
export function auditRecords(search: AuditSearch, mail: LiveMail): readonly object[] {
  if (!mail.settings.audit.on) return [];
  const [from, to] = [Date.parse(search.from), Date.parse(search.to)];
  const found = mail.messages().flatMap((message) =>
    message.copies.flatMap((copy) =>
      (copy.accesses ?? [])
        .filter(({ at }) => Date.parse(at) >= from && Date.parse(at) <= to)
        .filter(() => isAskedFor(copy, search))
        .map((access) => ({ message, copy, access })),
    ),
  );
  return found
    .toSorted((a, b) => Date.parse(a.access.at) - Date.parse(b.access.at))
    .map((one) => recordOf(one, mail.settings.audit.throttled));
}

function isAskedFor({ upn }: MailCopy, { accounts }: AuditSearch): boolean {
  return upn !== undefined && (accounts.length === 0 || accounts.includes(upn));
}

interface Accessed {
  readonly message: MailRecord;
  readonly copy: MailCopy;
  readonly access: MailAccess;
}

function recordOf({ message, copy, access }: Accessed, throttled: boolean): object {
  const id = seededGuid(`${copy.immutableId} ${access.how} ${access.at}`);
  const upn = copy.upn ?? '';
  const item = { InternetMessageId: message.internetMessageId.replace(/^<|>$/g, '') };
  const folder = { Id: 'LgAAAAB', Path: '\\Inbox' };
  return {
    id,
    createdDateTime: access.at,
    auditLogRecordType: 'ExchangeItemAggregated',
    operation: MAIL_ITEMS_ACCESSED,
    organizationId: '',
    userType: 'Regular',
    userId: upn,
    service: 'Exchange',
    objectId: null,
    userPrincipalName: upn,
    clientIp: '198.51.100.77',
    administrativeUnits: [],
    auditData: {
      '@odata.type': '#microsoft.graph.security.defaultAuditData',
      CreationTime: access.at.slice(0, 19),
      Id: id,
      Operation: MAIL_ITEMS_ACCESSED,
      RecordType: 50,
      UserId: upn,
      Workload: 'Exchange',
      MailboxOwnerUPN: upn,
      LogonType: 0,
      ClientInfoString: 'Client=OutlookService;Outlook-iOS/2.0;',
      OperationProperties: [
        { Name: 'MailAccessType', Value: access.how === 'item' ? 'Bind' : 'Sync' },
        { Name: 'IsThrottled', Value: throttled ? 'True' : 'False' },
      ],
      Folders: [access.how === 'item' ? { ...folder, FolderItems: [item] } : folder],
      OperationCount: 1,
    },
  };
}
