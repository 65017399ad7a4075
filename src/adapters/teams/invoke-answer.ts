import type { CardRenderer } from './card-renderer.js';
import type { PressAnswer } from './teams-handlers.js';

/** The body of an invoke's answer. The HTTP status around it is always 200: Teams reads the status in the body. */
export interface InvokeAnswer {
  readonly statusCode: 200;
  readonly type:
    'application/vnd.microsoft.card.adaptive' | 'application/vnd.microsoft.activity.message';
  readonly value: unknown;
}

export function cardAnswer(answer: PressAnswer, renderer: CardRenderer): InvokeAnswer {
  if (answer.kind === 'message') return messageAnswer(answer.text);
  const { contentType, content } = renderer.render(answer.card);
  return { statusCode: 200, type: contentType, value: content };
}

/** A short text that only the presser sees; own words. */
export function messageAnswer(text: string): InvokeAnswer {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text };
}
