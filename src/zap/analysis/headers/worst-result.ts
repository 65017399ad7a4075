import type { MethodResult } from './authentication-results.js';

/** From worst to best; a value that is not here stands before 'softpass'. */
const order = ['fail', 'permerror', 'temperror', 'softfail', 'none', 'neutral'];
const best = ['softpass', 'bestguesspass', 'pass'];

/**
 * The result of a method that is checked once. The sender chooses some of the text in the header (the name in HELO), so a
 * second, better result may be smuggled in: of several the worst counts.
 */
export function worstOf(
  results: readonly MethodResult[],
  method: string,
): MethodResult | undefined {
  return results
    .filter((one) => one.method === method)
    .toSorted((a, b) => rank(a.value) - rank(b.value))[0];
}

/** A property of a result; of several the first. */
export function property(result: MethodResult, name: string): string | undefined {
  return result.properties.find((one) => one.name === name)?.value;
}

function rank(value: string): number {
  const word = value.toLowerCase();
  const bad = order.indexOf(word);
  if (bad >= 0) return bad;
  return order.length + 1 + best.indexOf(word);
}
