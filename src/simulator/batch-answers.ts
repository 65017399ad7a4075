import type { SimulatedResponse } from './service.js';

/** An answer as it stands in a batch. An item has no connection of its own: one that would break or never come is a 504. */
export function batchItem(
  id: string,
  answer: SimulatedResponse,
): { readonly response: object; readonly delayMs: number } {
  const never = answer.delayMs === Number.POSITIVE_INFINITY;
  if (answer.reset === true || never) {
    const body = { error: { code: 'GatewayTimeout', message: 'The request timed out.' } };
    return { response: { id, status: 504, headers: {}, body }, delayMs: 0 };
  }
  // What isn't JSON stands in a batch as base64.
  const body = Buffer.isBuffer(answer.body) ? answer.body.toString('base64') : answer.body;
  return {
    response: { id, status: answer.status, headers: answer.headers ?? {}, body },
    delayMs: answer.delayMs ?? 0,
  };
}

/** The items in an order that follows from the seed and, from two on, isn't the order given. */
export function shuffle<T>(items: readonly T[], seed: number): readonly T[] {
  if (items.length < 2) return items;
  const turn = 1 + (seed % (items.length - 1));
  return [...items.slice(turn), ...items.slice(0, turn)];
}
