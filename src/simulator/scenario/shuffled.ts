/**
 * The numbers 0 to count - 1 in an order that follows from a seed, without a list: both directions take constant time.
 * Counts up to one million, so that products stay exact.
 */
export class Shuffled {
  readonly #count: number;
  readonly #factor: number;
  readonly #inverse: number;
  readonly #shift: number;

  constructor(count: number, seed: number) {
    this.#count = count;
    this.#shift = seed % count;
    this.#factor = coprime(count, seed);
    this.#inverse = inverse(this.#factor, count);
  }

  at(place: number): number {
    return (this.#factor * place + this.#shift) % this.#count;
  }

  placeOf(number: number): number {
    return ((number - this.#shift + this.#count) * this.#inverse) % this.#count;
  }
}

function coprime(count: number, seed: number): number {
  if (count <= 2) return 1;
  let factor = 1 + (seed % (count - 1));
  while (greatestDivisor(factor, count) !== 1) factor = 1 + (factor % (count - 1));
  return factor;
}

function greatestDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestDivisor(right, left % right);
}

/** Extended Euclid: x with factor * x ≡ 1 (mod modulus). */
function inverse(factor: number, modulus: number): number {
  if (modulus === 1) return 0;
  let [remainder, next] = [factor, modulus];
  let [x, nextX] = [1, 0];
  while (next !== 0) {
    const quotient = Math.floor(remainder / next);
    [remainder, next] = [next, remainder - quotient * next];
    [x, nextX] = [nextX, x - quotient * nextX];
  }
  return ((x % modulus) + modulus) % modulus;
}
