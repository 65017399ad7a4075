import { z } from 'zod';
import { mailSchema } from './mail-schema.js';
import { numberedStorySchema } from './story-schema.js';

const address = z
  .string()
  .regex(/^[^@\s]+@[^@\s]+$/, 'expected an address such as ida@contoso.example');
const guid = z.guid().toLowerCase();
const domain = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'expected a lower-case domain name');
const proxyAddresses = z.array(z.string().regex(/^[A-Za-z0-9]+:.+$/, 'expected smtp:user@domain'));

const CREATED = '2024-02-01T08:00:00Z';

export const mailboxSchema = z.strictObject({
  UserPrincipalName: address,
  DisplayName: z.string().min(1),
  Guid: guid,
  ExchangeGuid: guid,
  ExternalDirectoryObjectId: guid,
  PrimarySmtpAddress: address.optional(),
  Name: z.string().min(1).optional(),
  Alias: z.string().min(1).optional(),
  EmailAddresses: proxyAddresses.optional(),
  RecipientTypeDetails: z
    .enum([
      'UserMailbox',
      'SharedMailbox',
      'RoomMailbox',
      'EquipmentMailbox',
      'SchedulingMailbox',
      'TeamMailbox',
      'DiscoveryMailbox',
    ])
    .default('UserMailbox'),
  ForwardingSmtpAddress: z
    .string()
    .regex(/^smtp:[^@\s]+@[^@\s]+$/i, 'expected smtp:user@domain')
    .nullable()
    .default(null),
  ForwardingAddress: z.string().min(1).nullable().default(null),
  DeliverToMailboxAndForward: z.boolean().default(false),
  IsDirSynced: z.boolean().default(false),
  HiddenFromAddressListsEnabled: z.boolean().default(false),
  WhenCreatedUTC: z.iso.datetime().default(CREATED),
});

export const recipientSchema = z.strictObject({
  RecipientTypeDetails: z.enum([
    'MailContact',
    'MailUser',
    'GuestMailUser',
    'MailUniversalDistributionGroup',
    'MailUniversalSecurityGroup',
    'PublicFolder',
  ]),
  Name: z.string().min(1),
  Guid: guid,
  PrimarySmtpAddress: address,
  DisplayName: z.string().min(1).optional(),
  Alias: z.string().min(1).optional(),
  ExternalEmailAddress: z
    .string()
    .regex(/^SMTP:/i)
    .optional(),
  ExternalDirectoryObjectId: guid.optional(),
  EmailAddresses: proxyAddresses.optional(),
  IsDirSynced: z.boolean().optional(),
  /** Identities of the members of a group: a scenario's own field, never sent. */
  members: z.array(z.string().min(1)).optional(),
});

const acceptedDomainSchema = z.strictObject({
  DomainName: domain,
  DomainType: z.enum(['Authoritative', 'InternalRelay']).default('Authoritative'),
  MatchSubDomains: z.boolean().default(false),
  Default: z.boolean().default(false),
  InitialDomain: z.boolean().default(false),
});

export const userSchema = z.strictObject({
  id: guid,
  userPrincipalName: address,
  displayName: z.string().min(1),
  mail: address.nullable().default(null),
  accountEnabled: z.boolean().default(true),
  userType: z.enum(['Member', 'Guest']).default('Member'),
  jobTitle: z.string().nullable().default(null),
  /** Those of the mailbox, or the mail address, unless said otherwise. */
  proxyAddresses: proxyAddresses.optional(),
});

const groupSchema = z.strictObject({
  id: guid,
  displayName: z.string().min(1),
  mail: address.nullable().default(null),
  /** Object ids of users and of groups of the same tenant: a scenario's own field. */
  members: z.array(guid).default([]),
});

const consentStates = [
  'granted',
  'missing',
  'withdrawn',
  'principal-removed',
  'policy-blocked',
] as const;

const consentSchema = z.strictObject({
  state: z.enum(consentStates),
  roles: z
    .strictObject({
      exchange: z.array(z.string()).default([]),
      graph: z.array(z.string()).default([]),
      management: z.array(z.string()).default([]),
    })
    .default({ exchange: [], graph: [], management: [] }),
  /**
   * Role groups of the app. `view-recipients`: reads mailboxes and what belongs to them (View-Only Recipients). `view`:
   * reads everything (Security Reader as well). `recipient-admin`: changes mailboxes too. `security-admin`: changes
   * mailboxes, quarantine and the block list (Security Administrator as well).
   */
  exchangeRbac: z
    .enum(['view-recipients', 'view', 'recipient-admin', 'security-admin', 'none'])
    .default('none'),
});

export const tenantSchema = z.strictObject({
  tenantId: guid,
  displayName: z.string().min(1),
  acceptedDomains: z.array(acceptedDomainSchema).min(1),
  mailboxes: z.array(mailboxSchema).default([]),
  recipients: z.array(recipientSchema).default([]),
  users: z.array(userSchema).default([]),
  groups: z.array(groupSchema).default([]),
  consents: z.record(guid, consentSchema).default({}),
  /** Object ids of users with an administrator's role: no app may change them. */
  administrators: z.array(guid).default([]),
  mail: mailSchema.prefault({}),
});

const appSchema = z.strictObject({
  appId: guid,
  displayName: z.string().min(1),
  kind: z.enum(['reader', 'actor', 'bot']),
  secret: z.string().min(1),
  expiredSecrets: z.array(z.string().min(1)).default([]),
});

const share = z.number().min(0).max(1);

/** Tenants that are computed from a seed instead of being written down. */
export const generatedSchema = z.strictObject({
  seed: z.int().min(0).default(1),
  tenants: z.int().min(1).max(10_000),
  mailboxesPerTenant: z.int().min(1).max(1_000_000),
  /** Shares of the mailboxes: external forwards, forwards to a contact outside, and harmless internal ones. */
  externalForwardShare: share.default(0.01),
  contactForwardShare: share.default(0.002),
  internalForwardShare: share.default(0.02),
  /** Share of the tenants in which no app has consent. */
  consentMissingShare: share.default(0),
  /** Each tenant's mail. Without: no mail, and no licence for more than mailboxes. */
  mail: mailSchema
    .omit({ messages: true, signIns: true, blockedSenders: true })
    .refine(
      ({ generated, flow }) => generated !== undefined || flow !== undefined,
      'expected generated or flow',
    )
    .optional(),
  /** Of single tenants, beside those that `mail` gives to all. */
  stories: z.array(numberedStorySchema).default([]),
});

export const scenarioSchema = z.strictObject({
  homeTenantId: guid,
  apps: z.array(appSchema).min(1),
  partner: z
    .strictObject({
      contracts: z
        .array(
          z.strictObject({
            id: guid,
            contractType: z.string().default('SyndicationPartner'),
            customerId: guid,
            defaultDomainName: domain,
            displayName: z.string().min(1),
          }),
        )
        .default([]),
      delegatedAdminCustomers: z
        .array(
          z.strictObject({ id: z.string().min(1), tenantId: guid, displayName: z.string().min(1) }),
        )
        .default([]),
    })
    .default({ contracts: [], delegatedAdminCustomers: [] }),
  /** What a write cmdlet answers on success: 200 with an empty list, 204, or both in turn. */
  writeAnswer: z.enum(['empty', 'no-content', 'alternate']).default('alternate'),
  tenants: z.array(tenantSchema).min(1),
  generated: generatedSchema.optional(),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioTenant = z.infer<typeof tenantSchema>;
export type ScenarioMailbox = z.infer<typeof mailboxSchema>;
export type ScenarioRecipient = z.infer<typeof recipientSchema>;
export type GeneratedTenants = z.infer<typeof generatedSchema>;
export type AcceptedDomain = ScenarioTenant['acceptedDomains'][number];
export type GraphUser = z.infer<typeof userSchema>;
export type GraphGroup = ScenarioTenant['groups'][number];
export type Consent = z.infer<typeof consentSchema>;
export type SimulatedApp = Scenario['apps'][number];
