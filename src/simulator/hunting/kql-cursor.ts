import { syntaxError } from './kql-error.js';
import { readTokens } from './kql-lexer.js';
import type { Token } from './kql-lexer.js';

const MAX_DEPTH = 100;

/** Reads the tokens of a query one after the other, and counts how deep the parser is in it. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  /** @throws KqlError */
  constructor(query: string) {
    this.#tokens = readTokens(query);
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[this.#next + ahead] ?? this.#tokens.at(-1);
    return token ?? { kind: 'end', at: 0 };
  }

  get at(): number {
    return this.peek().at;
  }

  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === text;
  }

  isWord(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'name' && token.text === text;
  }

  takeSymbol(text: string): boolean {
    const found = this.isSymbol(text);
    if (found) this.#next += 1;
    return found;
  }

  takeWord(text: string): boolean {
    const found = this.isWord(text);
    if (found) this.#next += 1;
    return found;
  }

  /** @throws KqlError */
  needSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw this.expected(`'${text}'`);
  }

  needWord(text: string): void {
    if (!this.takeWord(text)) throw this.expected(`'${text}'`);
  }

  needName(): string {
    const token = this.peek();
    if (token.kind !== 'name') throw this.expected('a name');
    this.#next += 1;
    return token.text;
  }

  /** A whole number from 0. @throws KqlError */
  needCount(): number {
    const token = this.take();
    if (token.kind !== 'literal' || token.type !== 'long' || typeof token.value !== 'bigint') {
      throw syntaxError('A whole number is expected', token.at);
    }
    return Number(token.value);
  }

  /** Items separated by commas, at least one. */
  list<T>(read: () => T): readonly T[] {
    const items = [read()];
    while (this.takeSymbol(',')) items.push(read());
    return items;
  }

  /** Runs a nested part. @throws KqlError when it is nested too deeply. */
  nested<T>(read: () => T): T {
    if (this.#depth >= MAX_DEPTH) throw syntaxError('The query is nested too deeply', this.at);
    this.#depth += 1;
    const result = read();
    this.#depth -= 1;
    return result;
  }

  expected(what: string): Error {
    return syntaxError(`${what} is expected`, this.at);
  }
}
