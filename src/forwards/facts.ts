import { z } from 'zod';
import type { Json } from '../lib/json.js';
import { parseStored, storedForm } from '../lib/stored-form.js';
import type { Destination } from './destination.js';

export const reasonCodes = [
  'no-copy',
  'campaign',
  'look-alike',
  'consumer-domain',
  'unresolved',
  'chain',
  'contact',
  'group',
  'shared-mailbox',
  'dormant',
  'keeps-copy',
  'not-external',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** What a forward alert stores. The texts are as read: attackers may have written them. */
export interface ForwardFacts {
  readonly mailboxId: string;
  readonly objectId?: string | undefined;
  readonly userPrincipalName: string;
  readonly primarySmtpAddress: string;
  readonly displayName: string;
  readonly recipientType: string;
  readonly forwardingSmtpAddress: string | null;
  readonly forwardingAddress: string | null;
  readonly keepsCopy: boolean;
  /** The first 50, outside first. */
  readonly destinations: readonly Destination[];
  /** All of them that lie outside. */
  readonly outsideCount: number;
  readonly reasons: readonly ReasonCode[];
}

const hop = z.object({
  kind: z.enum(['contact', 'mail user', 'guest', 'group', 'mailbox', 'recipient']),
  name: z.string(),
});

const destination = z.object({
  address: z.string().optional(),
  label: z.string(),
  vector: z.enum(['mailbox-smtp', 'mailbox-recipient']),
  placement: z.enum(['external', 'internal', 'partner', 'unresolved']),
  via: z.array(hop).optional(),
  why: z
    .enum(['not-found', 'several', 'failed', 'not-an-address', 'unknown-recipient', 'too-deep'])
    .optional(),
  dormant: z.boolean(),
});

const schema = z.object({
  mailboxId: z.string().min(1),
  objectId: z.string().optional(),
  userPrincipalName: z.string(),
  primarySmtpAddress: z.string(),
  displayName: z.string(),
  recipientType: z.string(),
  forwardingSmtpAddress: z.string().nullable(),
  forwardingAddress: z.string().nullable(),
  keepsCopy: z.boolean(),
  destinations: z.array(destination),
  outsideCount: z.number().int().nonnegative(),
  reasons: z.array(z.enum(reasonCodes)),
});

/** Reads stored facts back. ContractError (with the path, never the value) when they are not a forward's. */
export function parseForwardFacts(json: unknown): ForwardFacts {
  return parseStored(schema, json, 'The stored facts of a forward alert have another shape.');
}

/** The facts as stored: the same without undefined, so that reading back gives an equal value. */
export function forwardFactsJson(facts: ForwardFacts): Readonly<Record<string, Json>> {
  return storedForm(facts);
}
