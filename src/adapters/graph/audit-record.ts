import { z } from 'zod';
import type { MailAccess } from '../../zap/ports.js';
import { utcTime } from './utc-time.js';

/**
 * One auditLogRecord. Assumption: `auditData` is the raw event with its own names, of which the audit schema's pages show
 * no example through Graph. What has another shape is refused, so that a wrong guess is a failure and never "not read".
 */
export const auditRecord = z.object({
  createdDateTime: z.string(),
  operation: z.string(),
  userPrincipalName: z.string().nullish(),
  auditData: z.object({
    UserId: z.string().nullish(),
    MailboxOwnerUPN: z.string().nullish(),
    AppId: z.string().nullish(),
    ClientAppId: z.string().nullish(),
    OperationProperties: z
      .array(z.object({ Name: z.string(), Value: z.string().nullish() }))
      .nullish(),
    Folders: z
      .array(
        z.object({
          FolderItems: z.array(z.object({ InternetMessageId: z.string().nullish() })).nullish(),
        }),
      )
      .nullish(),
  }),
});
export type AuditRecord = z.infer<typeof auditRecord>;

export const operation = 'MailItemsAccessed';

/** True when the record says that others of its mailbox were left out. */
export function isThrottled(record: AuditRecord): boolean {
  return propertyOf(record, 'IsThrottled') === 'true';
}

/**
 * What the record says was accessed. Bind means single items, Sync a whole folder; what is neither counts as the weaker
 * one. Nothing when somebody else than the owner did it, or one of `ownApps`: our own reading of a message is no evidence.
 *
 * Assumptions (Microsoft Learn: "Use MailItemsAccessed to investigate compromised accounts"): MailAccessType and IsThrottled
 * stand in OperationProperties; an app that reads by itself is named in AppId or ClientAppId.
 */
export function accessesIn(
  record: AuditRecord,
  ownApps: ReadonlySet<string>,
): readonly MailAccess[] {
  const { auditData, createdDateTime } = record;
  const account = lower(record.userPrincipalName) || lower(auditData.UserId);
  const owner = lower(auditData.MailboxOwnerUPN);
  const apps = [lower(auditData.AppId), lower(auditData.ClientAppId)];
  const at = utcTime(createdDateTime);
  const isOwners = account !== '' && (owner === '' || owner === account);
  if (at === undefined || record.operation !== operation) return [];
  if (!isOwners || apps.some((app) => ownApps.has(app))) return [];
  const how = propertyOf(record, 'MailAccessType') === 'bind' ? 'item' : 'folder';
  return (auditData.Folders ?? []).flatMap(({ FolderItems }) =>
    (FolderItems ?? []).flatMap(({ InternetMessageId }): readonly MailAccess[] =>
      InternetMessageId ? [{ account, internetMessageId: InternetMessageId, at, how }] : [],
    ),
  );
}

function propertyOf({ auditData }: AuditRecord, name: string): string {
  const properties = auditData.OperationProperties ?? [];
  return lower(properties.find((property) => property.Name === name)?.Value);
}

function lower(text: string | null | undefined): string {
  return (text ?? '').trim().toLowerCase();
}
