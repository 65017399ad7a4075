/** Minutes, by the nearest-rank method: each is a time that occurred. Undefined where there is none to count. */
export interface Spread {
  readonly count: number;
  readonly median: number | undefined;
  readonly p90: number | undefined;
}

export function spreadOf(minutes: readonly number[]): Spread {
  const sorted = [...minutes].sort((a, b) => a - b);
  const rank = (percent: number): number | undefined =>
    sorted[Math.ceil((sorted.length * percent) / 100) - 1];
  return { count: sorted.length, median: rank(50), p90: rank(90) };
}

/** '47 min', '3 h 20 min', '2 d 5 h': two units at most, rounded down. */
export function spanText(minutes: number): string {
  const whole = Math.floor(minutes);
  const [days, hours, rest] = [
    Math.floor(whole / 1440),
    Math.floor((whole % 1440) / 60),
    whole % 60,
  ];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`;
  return `${rest} min`;
}
