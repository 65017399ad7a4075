import { seededGuid } from '../scenario/seeded-guid.js';
import { recipientOfMailbox } from '../scenario/rows.js';
import type { RecipientRow } from '../scenario/rows.js';
import { rowsOf } from '../scenario/tenant-source.js';
import type { Rows } from '../scenario/tenant-source.js';
import { listOf, text } from './cmdlet.js';
import type { Cmdlet, CmdletCall } from './cmdlet.js';
import { badParameter, notFound } from './failures.js';
import { ACCEPTED_DOMAIN, ORGANIZATION, RECIPIENT } from './output.js';

/** Microsoft Learn: "Get-AcceptedDomain". */
export const getAcceptedDomain: Cmdlet = {
  parameters: { Identity: 'identity', ResultSize: 'size' },
  properties: ACCEPTED_DOMAIN,
  entity: 'AcceptedDomain',
  run: ({ tenant, parameters }) => {
    const identity = text(parameters, 'Identity')?.toLowerCase() ?? '';
    const rows = tenant.acceptedDomains
      .filter((row) => identity === '' || row.DomainName === identity)
      .map((row) => ({ ...row, Identity: row.DomainName, Name: row.DomainName }));
    if (rows.length === 0) throw notFound(identity);
    return { kind: 'rows', rows: rowsOf(rows) };
  },
};

/** Microsoft Learn: "Get-OrganizationConfig". */
export const getOrganizationConfig: Cmdlet = {
  parameters: {},
  properties: ORGANIZATION,
  entity: 'OrganizationConfig',
  run: ({ tenant }) => ({
    kind: 'rows',
    rows: rowsOf([
      {
        Identity: tenant.initialDomain,
        Name: tenant.initialDomain,
        DisplayName: tenant.displayName,
        Guid: seededGuid(`organization ${tenant.tenantId}`),
        ExternalDirectoryOrganizationId: tenant.tenantId,
      },
    ]),
  }),
};

type IsOfKind = (row: RecipientRow) => boolean;

function recipientCmdlet(entity: string, isOfKind: IsOfKind, withMailboxes: boolean): Cmdlet {
  return {
    parameters: { Identity: 'identity', ResultSize: 'size', RecipientTypeDetails: 'list' },
    properties: RECIPIENT,
    entity,
    run: (call) => ({ kind: 'rows', rows: selectRecipients(call, isOfKind, withMailboxes) }),
  };
}

function selectRecipients(
  { tenant, parameters }: CmdletCall,
  isOfKind: IsOfKind,
  withMailboxes: boolean,
): Rows<RecipientRow> {
  const types = listOf(parameters['RecipientTypeDetails'])?.map((type) => type.toLowerCase());
  const wanted = (row: RecipientRow) =>
    isOfKind(row) && (types?.includes(row.RecipientTypeDetails.toLowerCase()) ?? true);
  const identity = text(parameters, 'Identity') ?? '';
  if (identity !== '') {
    const found = tenant.findRecipients(identity).filter(wanted);
    if (found.length === 0) throw notFound(identity);
    return rowsOf(found);
  }
  const others = tenant.recipients.filter(wanted);
  if (!withMailboxes) return rowsOf(others);
  const mailboxes =
    types === undefined
      ? tenant.mailboxes()
      : tenant.mailboxes({
          forwardingOnly: false,
          matches: (row) => wanted(recipientOfMailbox(row)),
        });
  return {
    count: others.length + mailboxes.count,
    slice: (from, count) => {
      const head = others.slice(from, from + count);
      const tail = mailboxes.slice(Math.max(0, from - others.length), count - head.length);
      return [...head, ...tail.map(recipientOfMailbox)];
    },
  };
}

/** Microsoft Learn: "Get-Recipient", "Get-MailContact", "Get-MailUser" (which shows guests too). */
export const getRecipient = recipientCmdlet('Recipient', () => true, true);
export const getMailContact = recipientCmdlet(
  'MailContact',
  (row) => row.RecipientType === 'MailContact',
  false,
);
export const getMailUser = recipientCmdlet(
  'MailUser',
  (row) => row.RecipientType === 'MailUser',
  false,
);

/** Microsoft Learn: "Get-DistributionGroupMember". */
export const getDistributionGroupMember: Cmdlet = {
  parameters: { Identity: 'identity', ResultSize: 'size' },
  required: ['Identity'],
  properties: RECIPIENT,
  entity: 'ReducedRecipient',
  run: ({ tenant, parameters }) => {
    const identity = text(parameters, 'Identity') ?? '';
    if (identity === '') throw badParameter("Cannot bind argument to parameter 'Identity'.");
    const group = tenant
      .findRecipients(identity)
      .find((row) => row.RecipientType.startsWith('MailUniversal'));
    if (group === undefined) throw notFound(identity);
    const members = group.members.flatMap((member) => tenant.findRecipients(member).slice(0, 1));
    return { kind: 'rows', rows: rowsOf(members) };
  },
};
