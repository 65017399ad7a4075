import type { DirectoryRecipient } from '../../forwards/ports.js';
import { ContractError, ServiceError } from '../../lib/errors.js';
import { distinctRows } from './command-answer.js';
import type { ParameterValue } from './command-call.js';
import type { ExchangeCommands } from './exchange-commands.js';
import { recipientOf, recipientProperties } from './forwarding-rows.js';
import { lookUpRecipients, notFoundCode } from './recipient-lookup.js';

interface MemberCmdlet {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
}

const distributionGroup: MemberCmdlet = { name: 'Get-DistributionGroupMember' };

/** Each kind of group has its own cmdlet; the others don't find it. */
const cmdletByType: ReadonlyMap<string, MemberCmdlet> = new Map([
  ['MailUniversalDistributionGroup', distributionGroup],
  ['MailUniversalSecurityGroup', distributionGroup],
  ['MailNonUniversalGroup', distributionGroup],
  ['RoomList', distributionGroup],
  ['DynamicDistributionGroup', { name: 'Get-DynamicDistributionGroupMember' }],
  ['GroupMailbox', { name: 'Get-UnifiedGroupLinks', parameters: { LinkType: 'Members' } }],
]);

/**
 * Get-DistributionGroupMember, Get-DynamicDistributionGroupMember or Get-UnifiedGroupLinks, by the kind of group; least
 * permission Exchange.ManageAsApp with View-Only Recipients. One level: a group in the group is one member. The group is looked
 * up first, because these cmdlets would take an unknown identity for something else.
 */
export async function readGroupMembers(
  commands: ExchangeCommands,
  identity: string,
): Promise<readonly DirectoryRecipient[]> {
  const lookup = (await lookUpRecipients(commands, [identity])).get(identity);
  if (lookup?.kind !== 'one') throw notOneGroup(lookup?.kind);
  const cmdlet = cmdletByType.get(lookup.recipient.recipientType);
  if (cmdlet === undefined) {
    throw new ContractError('The recipient is not a kind of group that is known.', {
      service: 'exchange',
      path: 'Get-Recipient.value.RecipientTypeDetails',
    });
  }
  const rows = await commands.invoke(
    cmdlet.name,
    { Identity: identity, ResultSize: 'Unlimited', ...cmdlet.parameters },
    { select: recipientProperties, idempotent: true },
  );
  return distinctRows(rows).map((row) => recipientOf(row).value);
}

function notOneGroup(kind: string | undefined): ServiceError | ContractError {
  if (kind === 'none') {
    return new ServiceError(
      'Exchange knows no such group.',
      { service: 'exchange', status: 404, serviceCode: notFoundCode },
      { retryable: false },
    );
  }
  return new ContractError('Exchange could not name one group.', {
    service: 'exchange',
    path: 'Get-Recipient.value',
  });
}
