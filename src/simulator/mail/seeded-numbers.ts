import { createHash } from 'node:crypto';

const HEX = Buffer.from('0123456789abcdef');
/** Where the digits of a GUID stand between its dashes. */
const GUID = Buffer.from('00000000-0000-4000-8000-000000000000');
const ITEM_ID = Buffer.from(`AAkALg${'0'.repeat(24)}=`);

/** Numbers that follow from a text, far faster than a hash for each (sfc32). */
export class SeededNumbers {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(seed: string) {
    const digest = createHash('sha256').update(seed).digest();
    this.#a = digest.readInt32LE(0);
    this.#b = digest.readInt32LE(4);
    this.#c = digest.readInt32LE(8);
    this.#counter = digest.readInt32LE(12);
  }

  /** From 0 to 2^32 - 1. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** From 0 up to, not including, 1. */
  share(): number {
    return this.word() / 2 ** 32;
  }

  isWithin(share: number): boolean {
    return this.share() < share;
  }

  /** From 0 to count - 1; 0 for a count of 0. */
  below(count: number): number {
    return Math.floor(this.share() * count);
  }

  /** Whole numbers that are `amount` on average. */
  about(amount: number): number {
    const whole = Math.floor(amount);
    return whole + (this.share() < amount - whole ? 1 : 0);
  }

  /** @throws RangeError for an empty list */
  pick<T>(list: readonly T[]): T {
    const index = this.below(list.length);
    if (index >= list.length) throw new RangeError('there is nothing to pick from');
    return list[index] as T;
  }

  /** Some of the list, each once, in the order of the list beginning anywhere. */
  some<T>(list: readonly T[], count: number): readonly T[] {
    const from = this.below(list.length);
    const length = Math.min(count, list.length);
    return Array.from({ length }, (_, index) => list[(from + index) % list.length] as T);
  }

  guid(): string {
    return this.#digits(GUID);
  }

  /** An id as Exchange writes them. */
  itemId(): string {
    return this.#digits(ITEM_ID);
  }

  /** A 63-bit number in decimal digits. */
  cluster(): string {
    return ((BigInt(this.word()) << 31n) | BigInt(this.word() >>> 1)).toString();
  }

  /** The form with every 0 replaced by a digit of its own. Written as bytes: strings put together would take more memory. */
  #digits(form: Buffer): string {
    const text = Buffer.from(form);
    let [word, left] = [0, 0];
    for (let index = 0; index < text.length; index += 1) {
      if (text[index] !== 0x30) continue;
      if (left === 0) [word, left] = [this.word(), 8];
      text[index] = HEX[word & 15] ?? 0x30;
      word >>>= 4;
      left -= 1;
    }
    return text.toString('latin1');
  }
}
