import { z } from 'zod';

const account = z.strictObject({
  id: z.string().nullish(),
  name: z.string().nullish(),
  aadObjectId: z.string().nullish(),
  role: z.string().nullish(),
  properties: z.unknown().optional(),
});

const conversationAccount = z.strictObject({
  id: z.string(),
  name: z.string().nullish(),
  isGroup: z.boolean().nullish(),
  conversationType: z.string().nullish(),
  tenantId: z.string().nullish(),
  aadObjectId: z.string().nullish(),
  role: z.string().nullish(),
  properties: z.unknown().optional(),
});

const attachment = z.strictObject({
  contentType: z.string().min(1),
  content: z.unknown().optional(),
  contentUrl: z.string().nullish(),
  name: z.string().nullish(),
  thumbnailUrl: z.string().nullish(),
});

/** An activity from a bot, with exactly the members of the connector's API (Microsoft Learn: "Bot Connector API reference"). */
export const outboundActivity = z.strictObject({
  type: z.enum(['message', 'typing']),
  id: z.string().nullish(),
  timestamp: z.string().nullish(),
  localTimestamp: z.string().nullish(),
  localTimezone: z.string().nullish(),
  callerId: z.string().nullish(),
  serviceUrl: z.string().nullish(),
  channelId: z.literal('msteams').nullish(),
  from: account.nullish(),
  conversation: conversationAccount.nullish(),
  recipient: account.nullish(),
  textFormat: z.enum(['plain', 'markdown', 'xml']).nullish(),
  attachmentLayout: z.enum(['list', 'carousel']).nullish(),
  locale: z.string().nullish(),
  text: z.string().nullish(),
  speak: z.string().nullish(),
  inputHint: z.string().nullish(),
  summary: z.string().nullish(),
  suggestedActions: z.unknown().optional(),
  attachments: z.array(attachment).nullish(),
  entities: z.array(z.looseObject({ type: z.string() })).nullish(),
  channelData: z.unknown().optional(),
  replyToId: z.string().nullish(),
  importance: z.string().nullish(),
  deliveryMode: z.enum(['normal', 'notification']).nullish(),
  value: z.unknown().optional(),
  valueType: z.string().nullish(),
  name: z.string().nullish(),
});
export type OutboundActivity = z.infer<typeof outboundActivity>;

/** Body of "create conversation". */
export const conversationParameters = z.strictObject({
  isGroup: z.boolean().nullish(),
  bot: account.nullish(),
  members: z.array(account).nullish(),
  topicName: z.string().nullish(),
  tenantId: z.string().nullish(),
  activity: outboundActivity.nullish(),
  channelData: z
    .strictObject({
      channel: z.strictObject({ id: z.string() }).nullish(),
      team: z.strictObject({ id: z.string() }).nullish(),
      tenant: z.strictObject({ id: z.string() }).nullish(),
      notification: z.unknown().optional(),
    })
    .nullish(),
});
export type ConversationParameters = z.infer<typeof conversationParameters>;

export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly unknownFields: readonly string[] }
  | { readonly ok: false; readonly detail: string };

/**
 * Reads a body strictly. Members that the API does not have are reported and taken away, as the service takes no notice of
 * them; anything else that does not fit is a refusal.
 */
export function checkBody<T>(schema: z.ZodType<T>, body: unknown): Checked<T> {
  const copy: unknown = structuredClone(body);
  const unknownFields: string[] = [];
  for (;;) {
    const result = schema.safeParse(copy);
    if (result.success) return { ok: true, value: result.data, unknownFields };
    const strays = result.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [],
    );
    if (strays.length === 0) return { ok: false, detail: z.prettifyError(result.error) };
    for (const path of strays) remove(copy, path);
    unknownFields.push(...strays.map((path) => path.join('.')));
  }
}

function remove(root: unknown, path: readonly PropertyKey[]): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, key) => (typeof at === 'object' && at ? Reflect.get(at, key) : at), root);
  const last = path.at(-1);
  if (typeof parent === 'object' && parent !== null && last !== undefined) {
    Reflect.deleteProperty(parent, last);
  }
}
