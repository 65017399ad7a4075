import { inspect } from 'node:util';
import type { Brand } from './brand.js';
import { sanitise, stripControls } from './sanitise.js';

/** Text that may stand in a card's TextRun: the sanitiser made it, or we wrote it ourselves. */
export type SafeText = Brand<string, 'SafeText'>;

/** Our own words. Only literals and numbers of ours go in; never a value read from a tenant or typed by a person. */
export function ownText(text: string): SafeText {
  return text as SafeText;
}

/** Text that an attacker may have written. It can't be printed, concatenated or serialised by accident. */
export class Untrusted {
  readonly #raw: unknown;

  private constructor(raw: unknown) {
    this.#raw = raw;
  }

  static of(raw: unknown): Untrusted {
    return new Untrusted(raw);
  }

  /** For cards, toasts and chat: the total sanitiser, with URLs and addresses defanged. */
  forCard(): SafeText {
    return sanitise(this.#raw) as SafeText;
  }

  /** For CSV cells and terminals: control, bidi and zero-width characters made visible; not defanged. */
  forPlainText(): string {
    return stripControls(this.#raw);
  }

  /** As it was. For storing, comparing and hashing only. */
  forStorage(): string {
    return typeof this.#raw === 'string' ? this.#raw : '';
  }

  toString(): string {
    return '[untrusted]';
  }

  toJSON(): string {
    return '[untrusted]';
  }

  [inspect.custom](): string {
    return '[untrusted]';
  }
}
