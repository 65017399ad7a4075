/** As in Graph security alerts. */
export type Severity = 'informational' | 'low' | 'medium' | 'high';

const order: readonly Severity[] = ['informational', 'low', 'medium', 'high'];

function atLeast(severity: Severity, floor: Severity): boolean {
  return order.indexOf(severity) >= order.indexOf(floor);
}

export function worst(severities: readonly Severity[]): Severity {
  return severities.reduce<Severity>((a, b) => (atLeast(b, a) ? b : a), 'informational');
}

/** For sorting: the worst on top. */
export function worstFirst(a: Severity, b: Severity): number {
  return order.indexOf(b) - order.indexOf(a);
}
