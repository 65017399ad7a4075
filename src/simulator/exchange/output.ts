/** The properties that each kind of object shows, with their OData types; `$select` may name no other. */
type PropertyTypes = Readonly<
  Record<string, 'String' | 'Boolean' | 'Int32' | 'Guid' | 'DateTime' | 'Collection(String)'>
>;

const NAMES: PropertyTypes = {
  Identity: 'String',
  Id: 'String',
  Name: 'String',
  DisplayName: 'String',
  Alias: 'String',
  PrimarySmtpAddress: 'String',
  EmailAddresses: 'Collection(String)',
  Guid: 'Guid',
  ExternalDirectoryObjectId: 'String',
  DistinguishedName: 'String',
  LegacyExchangeDN: 'String',
  RecipientType: 'String',
  RecipientTypeDetails: 'String',
  IsDirSynced: 'Boolean',
};

export const MAILBOX: PropertyTypes = {
  ...NAMES,
  UserPrincipalName: 'String',
  WindowsEmailAddress: 'String',
  ExchangeGuid: 'Guid',
  ForwardingSmtpAddress: 'String',
  ForwardingAddress: 'String',
  DeliverToMailboxAndForward: 'Boolean',
  IsMailboxEnabled: 'Boolean',
  HiddenFromAddressListsEnabled: 'Boolean',
  WhenCreatedUTC: 'DateTime',
  WhenChangedUTC: 'DateTime',
};

export const RECIPIENT: PropertyTypes = {
  ...NAMES,
  ExchangeGuid: 'Guid',
  ExternalEmailAddress: 'String',
};

export const ACCEPTED_DOMAIN: PropertyTypes = {
  Identity: 'String',
  Name: 'String',
  DomainName: 'String',
  DomainType: 'String',
  MatchSubDomains: 'Boolean',
  Default: 'Boolean',
  InitialDomain: 'Boolean',
};

export const ORGANIZATION: PropertyTypes = {
  Identity: 'String',
  Name: 'String',
  DisplayName: 'String',
  Guid: 'Guid',
  ExternalDirectoryOrganizationId: 'Guid',
};

/** Types that travel as plain JSON and get no annotation. */
const PLAIN: ReadonlySet<string> = new Set(['String', 'Boolean', 'Int32']);

/** The row as the service writes it: the selected properties only, annotations before those that need one. */
export function annotate(
  row: object,
  properties: PropertyTypes,
  select: ReadonlySet<string> | undefined,
  id: string,
): object {
  const values = new Map<string, unknown>(Object.entries(row));
  const entries: [string, unknown][] = [['@odata.id', id]];
  for (const [name, type] of Object.entries(properties)) {
    if (select !== undefined && !select.has(name.toLowerCase())) continue;
    const value = values.get(name) ?? null;
    if (!PLAIN.has(type) && value !== null) entries.push([`${name}@odata.type`, `#${type}`]);
    entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

export type { PropertyTypes };
