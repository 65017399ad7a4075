import { z } from 'zod';
import { OUTBOUND_SPAM } from '../mail/blocked-senders.js';
import { mailQuirksSchema } from '../mail/mail-quirks.js';
import { mailPlaces } from '../mail/mail-record.js';
import { mailFlowSchema } from './flow-schema.js';
import { plantedStorySchema } from './story-schema.js';

const address = z.string().regex(/^[^@\s]+@[^@\s]+$/, 'expected an address');
const guid = z.guid().toLowerCase();
const share = z.number().min(0).max(1);
/** Minutes before the simulator started. */
const minutesAgo = z.number().min(0);

const fileSchema = z.strictObject({
  name: z.string().min(1),
  contentType: z.string().min(1).default('application/octet-stream'),
  text: z.string().default(''),
});

const clickSchema = z.strictObject({
  minutesAgo,
  /** The first link of the message, unless said otherwise. */
  url: z.string().optional(),
  actionType: z
    .enum(['ClickAllowed', 'ClickBlocked', 'UrlErrorPage', 'UrlScanInProgress'])
    .default('ClickAllowed'),
  clickedThrough: z.boolean().default(false),
  ip: z.string().default('198.51.100.77'),
});

const zapSchema = z.strictObject({
  minutesAgo,
  /** What ZAP took it for; the kind of the message, unless said otherwise. */
  threat: z.enum(['phish', 'malware', 'spam']).optional(),
  result: z.enum(['Success', 'Error', 'UserTriaged']).default('Success'),
  /** Where to; the tenant's policy decides, unless said otherwise. */
  to: z.enum(['junkemail', 'quarantine']).optional(),
});

const recipientSchema = z.strictObject({
  address,
  /** 'failed': it went back to its sender; 'dropped': nobody heard of it. */
  deliveredTo: z.enum(['inbox', 'junkemail', 'quarantine', 'failed', 'dropped']).default('inbox'),
  /** When it was opened. */
  readMinutesAgo: minutesAgo.optional(),
  clicks: z.array(clickSchema).default([]),
  zap: zapSchema.optional(),
  /** Where the user moved it, after everything else. */
  movedTo: z.strictObject({ place: z.enum(mailPlaces), minutesAgo }).optional(),
});

export const messageKinds = ['phish', 'malware', 'spam', 'clean', 'bulk', 'spoof'] as const;

const detection = {
  threat: z.enum(['Malware', 'Phish', 'Spam', 'Bulk']),
  /** A word of EventType. */
  technology: z.string().min(1),
};

const filteredSchema = z.strictObject({
  ...detection,
  also: z.array(z.strictObject(detection)).optional(),
  confidence: z.enum(['High', 'Low']).optional(),
  scl: z.int().min(-1).max(9).optional(),
});

const messageSchema = z.strictObject({
  /** Fills in everything that is left out. */
  kind: z.enum(messageKinds),
  minutesAgo,
  recipients: z.array(recipientSchema).min(1),
  networkMessageId: guid.optional(),
  internetMessageId: z
    .string()
    .regex(/^<[^<>\s]+>$/, 'expected <…>')
    .optional(),
  subject: z.string().optional(),
  senderName: z.string().optional(),
  senderAddress: address.optional(),
  mailFrom: address.optional(),
  replyTo: address.optional(),
  senderIp: z.string().optional(),
  helo: z.string().optional(),
  ptr: z.string().optional(),
  country: z.string().optional(),
  direction: z.enum(['Inbound', 'Outbound', 'Intra-org']).optional(),
  authentication: z
    .strictObject({
      spf: z.string(),
      dkim: z.string(),
      dmarc: z.string(),
      compauth: z.string(),
      reason: z.string(),
    })
    .partial()
    .optional(),
  html: z.string().optional(),
  text: z.string().optional(),
  urls: z.array(z.string()).optional(),
  files: z.array(fileSchema).optional(),
  clusterId: z
    .string()
    .regex(/^\d{1,19}$/, 'expected decimal digits')
    .optional(),
  orgLevelPolicy: z.enum(['Phishing simulation', 'SecOps Mailbox']).optional(),
  bcl: z.int().min(0).max(9).optional(),
  /** The verdict at delivery; follows from where each copy was put, unless said otherwise. */
  filtered: filteredSchema.optional(),
  /** Refused at the edge, whatever is said of its recipients. */
  edgeBlocked: z.boolean().optional(),
  forged: z.enum(['own-domain', 'other-domain']).optional(),
});

const blockedSenderSchema = z.strictObject({
  address,
  minutesAgo,
  reason: z.string().min(1).default(OUTBOUND_SPAM),
});

const signInSchema = z.strictObject({
  /** Of a mailbox of the tenant. */
  address,
  minutesAgo,
  country: z.string().regex(/^[A-Z]{2}$/, 'expected two letters'),
  city: z.string().default(''),
  ip: z.string().default('198.51.100.7'),
  /** Entra's number of the error, such as 50126 for a wrong password; without it the sign-in succeeded. */
  errorCode: z.int().min(1).optional(),
});

/** Mail that follows from a seed. */
export const generatedMailSchema = z.strictObject({
  seed: z.int().min(0).default(1),
  days: z.int().min(1).max(30).default(7),
  perDay: z.int().min(0).max(10_000),
  zappedShare: share.default(0.02),
  /** Shares of the zapped messages. */
  readShare: share.default(0.3),
  clickedShare: share.default(0.05),
  failedShare: share.default(0.02),
});

export const mailSchema = z.strictObject({
  licence: z
    .strictObject({
      defender: z.enum(['P2', 'P1', 'none']).default('none'),
      messageTrace: z.enum(['ready', 'spreading', 'missing']).default('missing'),
      /** Entra ID P1 keeps a log of sign-ins. */
      entra: z.enum(['P1', 'none']).optional(),
    })
    .prefault({}),
  /** Where ZAP's header stands among the properties of an item; both are said to be right. */
  zapProperty: z.enum(['common', 'internet-headers']).default('common'),
  /** What the anti-spam policy does. */
  phishAction: z.enum(['quarantine', 'junkemail']).default('quarantine'),
  spamAction: z.enum(['quarantine', 'junkemail']).default('junkemail'),
  /** Until an order to remediate has its effect. */
  remediationSeconds: z.number().min(0).default(1),
  /** Until revoked sessions can be seen on the user. */
  revocationSeconds: z.number().min(0).default(0),
  /** Where DELETE puts a message of another folder than Deleted Items. */
  deleteGoesTo: z.enum(['deleteditems', 'recoverableitemsdeletions']).default('deleteditems'),
  /** What the audit log keeps of mailboxes. */
  audit: z
    .strictObject({
      /** Off: searches find nothing. */
      on: z.boolean().default(true),
      /** Until a search has its records. */
      searchSeconds: z.number().min(0).default(2),
      /** The log says of itself that it left records out. */
      throttled: z.boolean().default(false),
    })
    .prefault({}),
  quirks: mailQuirksSchema.prefault({}),
  messages: z.array(messageSchema).default([]),
  generated: generatedMailSchema.optional(),
  /** Everything that a tenant gets and sends. */
  flow: mailFlowSchema.optional(),
  /** What stands out of it. */
  stories: z.array(plantedStorySchema).default([]),
  blockedSenders: z.array(blockedSenderSchema).default([]),
  signIns: z.array(signInSchema).default([]),
});

export type ScenarioMail = z.infer<typeof mailSchema>;
export type ScenarioMessage = ScenarioMail['messages'][number];
export type ScenarioRecipient = ScenarioMessage['recipients'][number];
export type MessageKind = ScenarioMessage['kind'];
export type GeneratedMail = z.infer<typeof generatedMailSchema>;
