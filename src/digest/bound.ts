/** '12', or 'at least 12' for a lower bound. */
export function countOf(count: number, atLeast: boolean): string {
  return atLeast ? `at least ${count}` : String(count);
}
