import { z } from 'zod';
import type { SimulatorContext } from '../context.js';
import { messageKinds } from '../scenario/mail-schema.js';
import { storyTime } from '../scenario/story-schema.js';
import type { TenantState } from '../tenant-state.js';

const address = z.string().regex(/^[^@\s]+@[^@\s]+$/);

export const storyInputSchema = z.strictObject({
  tenantId: z.string().optional(),
  mailbox: z.string().optional(),
  destination: address.optional(),
  keepCopy: z.boolean().optional(),
  /** What mail is about; for ZAP what it takes the message for. */
  kind: z.enum(messageKinds).optional(),
  /** Addresses, or how many people of the tenant. */
  recipients: z.union([z.array(address).min(1), z.int().min(1).max(500)]).optional(),
  networkMessageId: z.guid().toLowerCase().optional(),
  subject: z.string().optional(),
  senderName: z.string().optional(),
  senderAddress: address.optional(),
  senderIp: z.string().optional(),
  /** Messages with the same one are a campaign. */
  clusterId: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional(),
  html: z.string().optional(),
  urls: z.array(z.string()).optional(),
  /** When it happened. */
  minutesAgo: z.number().min(0).optional(),
  /** Of a story in the mail flow: it was over so many days ago. Not together with minutesAgo. */
  daysAgo: storyTime.daysAgo,
  /** Of a click: what Safe Links did. */
  click: z.enum(['allowed', 'blocked', 'clicked-through']).optional(),
});
export type StoryInput = z.infer<typeof storyInputSchema>;

/** The story can't go on as asked, for example because no mailbox forwards. */
export class StoryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StoryError';
  }
}

export type Told = Readonly<Record<string, unknown>>;
export type Chapter = (context: SimulatorContext, input: StoryInput) => Told;
export type Chapters = Readonly<Record<string, Chapter>>;

/** The tenant that is named, or all customers, in the order of the scenario. @throws StoryError */
export function customers(context: SimulatorContext, input: StoryInput): readonly TenantState[] {
  if (input.tenantId === undefined) {
    return context.state.tenants.filter(({ tenantId }) => tenantId !== context.state.homeTenantId);
  }
  const tenant = context.state.tenant(input.tenantId);
  if (tenant === undefined) throw new StoryError(`There is no tenant '${input.tenantId}'.`);
  return [tenant];
}

type ConsentState = Parameters<TenantState['setConsent']>[0];

export function hasConsent(tenant: TenantState, fits: (state: ConsentState) => boolean): boolean {
  return Object.values(tenant.consents()).some((consent) => fits(consent.state));
}
