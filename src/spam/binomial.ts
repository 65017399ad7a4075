/**
 * How probable it is that of `now + before` messages, each of which falls into either stretch by chance, `now` or a number
 * further away from the expected one fell into the present stretch: the exact conditional test for two Poisson rates
 * (Przyborowski, Wilenski: "Homogeneity of results in testing samples from Poisson series", 1940), two-sided by doubling.
 * `share`: the part that the present stretch has of both. Within 1e-9 up to a million.
 */
export function changeProbability(now: number, before: number, share: number): number {
  const total = now + before;
  if (total === 0) return 1;
  const upper = upperTail(now, total, share);
  const lower = upperTail(before, total, 1 - share);
  return Math.min(1, 2 * Math.min(upper, lower));
}

/** The probability of `k` or more of `n`, each with probability `p`. */
export function upperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  // Below the mean the other tail is the one whose terms fall.
  if (k <= n * p) return 1 - upperTailFalling(n - k + 1, n, 1 - p);
  return upperTailFalling(k, n, p);
}

function upperTailFalling(k: number, n: number, p: number): number {
  if (k > n) return 0;
  if (k <= n * p) return 1 - upperTailFalling(n - k + 1, n, 1 - p);
  let term = Math.exp(
    logFactorial(n) -
      logFactorial(k) -
      logFactorial(n - k) +
      k * Math.log(p) +
      (n - k) * Math.log1p(-p),
  );
  let sum = term;
  for (let i = k; i < n && term > sum * 1e-16; i += 1) {
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
    sum += term;
  }
  return Math.min(1, sum);
}

const small: readonly number[] = Array.from({ length: 32 }).reduce<number[]>(
  (logs, _, n) => [...logs, n === 0 ? 0 : (logs[n - 1] ?? 0) + Math.log(n)],
  [],
);

/** Stirling's series; its error is below 1e-12 from 32 on. */
function logFactorial(n: number): number {
  const known = small[n];
  if (known !== undefined) return known;
  const x = n + 1;
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}
