import { z } from 'zod';
import { actorOf, envelope, placeOf } from './place.js';
import { filesIn } from './incoming-files.js';
import { parseSubmit } from './press-data.js';
import type { CardPress, IncomingCommand } from './teams-handlers.js';

const longestText = 500;
/** Teams takes about 28 KB in a message (Microsoft Learn: "Limits and specifications for Teams"). */
const longestRaw = 60_000;

const message = envelope.extend({
  text: z.string().optional(),
  value: z.unknown().optional(),
  entities: z.array(z.unknown()).optional(),
  attachments: z.array(z.unknown()).optional(),
});

const mention = z.object({
  type: z.literal('mention'),
  text: z.string().min(1),
  mentioned: z.object({ id: z.string() }),
});

export type MessageTurn =
  | { readonly kind: 'command'; readonly command: IncomingCommand }
  /** An Action.Submit of an old client: a press that wants its answer as a message. */
  | { readonly kind: 'press'; readonly press: CardPress }
  | { readonly kind: 'ignored'; readonly code: string };

/** Reads an authenticated `message` activity. */
export function readMessage(activity: unknown): MessageTurn {
  const parsed = message.safeParse(activity);
  if (!parsed.success) return ignored('message.shape');
  const { data } = parsed;
  const actor = actorOf(data);
  if (actor === undefined) return ignored('message.no-actor');
  const place = placeOf(data);
  if (place === undefined) return ignored('message.place');
  if (data.id === undefined) return ignored('message.no-id');
  const origin = {
    actor,
    place,
    conversationId: place.conversationId,
    activityId: data.id,
  };
  if (isSubmit(data.text, data.value)) {
    const press = parseSubmit(data.value);
    if (press === undefined) return ignored('press.data');
    const { serviceUrl, replyToId } = data;
    return {
      kind: 'press',
      press: { ...press, ...origin, messageId: replyToId, trigger: 'manual', serviceUrl },
    };
  }
  const text = withoutMention(data.text ?? '', data.entities ?? [], data.recipient?.id);
  return {
    kind: 'command',
    command: {
      text: oneLine(text),
      raw: manyLines(text),
      files: filesIn(data.attachments ?? []),
      ...origin,
      replyToId: data.replyToId,
    },
  };
}

function ignored(code: string): MessageTurn {
  return { kind: 'ignored', code };
}

function isSubmit(text: string | undefined, value: unknown): boolean {
  return (text ?? '').trim() === '' && value !== undefined && value !== null;
}

/** Takes away the words that stand for the bot's own mention; other people's mentions stay. */
function withoutMention(
  text: string,
  entities: readonly unknown[],
  botId: string | undefined,
): string {
  return entities.reduce<string>((rest, entity) => {
    const parsed = mention.safeParse(entity);
    const ofBot = parsed.success && parsed.data.mentioned.id === botId;
    return ofBot ? rest.replaceAll(parsed.data.text, ' ') : rest;
  }, text);
}

/** Teams leaves non-breaking spaces and line breaks around a mention. */
function oneLine(text: string): string {
  const plain = unescaped(text.toWellFormed());
  return plain.replace(/\s+/gu, ' ').trim().slice(0, longestText).toWellFormed();
}

const entities: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/** As it was typed or pasted, with its lines. Teams escapes what people type as in HTML. */
function manyLines(text: string): string {
  const plain = text.toWellFormed().slice(0, longestRaw);
  return unescaped(plain).replace(/\r\n?/g, '\n').trim();
}

function unescaped(text: string): string {
  return text.replace(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? entity);
}
