import { inspect } from 'node:util';

/** A password or key. Printing, concatenating or serialising it gives '[secret]'; only `reveal` gives the text. */
export class Secret {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static of(text: string): Secret {
    return new Secret(text);
  }

  /** For handing it to the service that asks for it; never for a log, an error or a store. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
