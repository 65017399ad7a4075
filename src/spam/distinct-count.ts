import type { Distinct } from './listing.js';

/** Up to here every key is remembered. */
const exactUpTo = 64;
/** 2^8 registers: the estimate is off by some 6.5 % (Flajolet et al.: "HyperLogLog", 2007: 1.04 / √m). */
const registerBits = 8;
const registerCount = 1 << registerBits;
const bias = 0.7213 / (1 + 1.079 / registerCount);

/** Counts different keys in bounded memory: exactly up to 64, and about from there on. */
export class DistinctCount {
  #few: number[] | undefined;
  #registers: Uint8Array | undefined;

  add(key: string): void {
    this.#addHash(hashOf(key));
  }

  get value(): Distinct {
    if (this.#registers === undefined) return { count: this.#few?.length ?? 0, exact: true };
    return { count: Math.max(exactUpTo + 1, Math.round(estimate(this.#registers))), exact: false };
  }

  /** Adds everything that the other one has seen. */
  include(other: DistinctCount): void {
    for (const hash of other.#few ?? []) this.#addHash(hash);
    if (other.#registers === undefined) return;
    const mine = this.#registers ?? this.#spread();
    for (const [at, rank] of other.#registers.entries()) {
      if (rank > (mine[at] ?? 0)) mine[at] = rank;
    }
  }

  #addHash(hash: number): void {
    if (this.#registers !== undefined) {
      note(this.#registers, hash);
      return;
    }
    const few = (this.#few ??= []);
    if (few.includes(hash)) return;
    if (few.length < exactUpTo) few.push(hash);
    else note(this.#spread(), hash);
  }

  #spread(): Uint8Array {
    const registers = new Uint8Array(registerCount);
    for (const hash of this.#few ?? []) note(registers, hash);
    this.#few = undefined;
    this.#registers = registers;
    return registers;
  }
}

function note(registers: Uint8Array, hash: number): void {
  const low = hash % 4_294_967_296;
  const high = Math.floor(hash / 4_294_967_296);
  const at = high & (registerCount - 1);
  const rank = Math.clz32(low) + 1;
  if (rank > (registers[at] ?? 0)) registers[at] = rank;
}

function estimate(registers: Uint8Array): number {
  let sum = 0;
  let empty = 0;
  for (const rank of registers) {
    sum += 2 ** -rank;
    if (rank === 0) empty += 1;
  }
  const raw = (bias * registerCount * registerCount) / sum;
  return raw <= 2.5 * registerCount && empty > 0
    ? registerCount * Math.log(registerCount / empty)
    : raw;
}

/**
 * 53 bits, by two multiplicative mixes over the UTF-16 units. No secret is in it: who chooses keys can make two of them
 * count as one, and gains that a figure is too low by one.
 */
function hashOf(key: string): number {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let i = 0; i < key.length; i += 1) {
    const unit = key.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x85ebca77);
    b = Math.imul(b ^ unit, 0xc2b2ae3d);
  }
  a = Math.imul(a ^ (a >>> 16), 0x21f0aaad) ^ Math.imul(b ^ (b >>> 13), 0x735a2d97);
  b = Math.imul(b ^ (b >>> 16), 0x21f0aaad) ^ Math.imul(a ^ (a >>> 13), 0x735a2d97);
  return (b & 0x1fffff) * 4_294_967_296 + (a >>> 0);
}
