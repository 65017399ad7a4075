import { OpathError, readTokens } from './opath-lexer.js';
import type { Token } from './opath-lexer.js';

type Literal = string | boolean | null;

interface Comparison {
  readonly kind: 'comparison';
  readonly property: string;
  readonly operator: 'eq' | 'ne' | 'like' | 'notlike';
  readonly value: Literal;
}

export type Opath =
  | Comparison
  | { readonly kind: 'and' | 'or'; readonly left: Opath; readonly right: Opath }
  | { readonly kind: 'not'; readonly inner: Opath };

/** A value of a row, or undefined when it isn't known yet: then the result may be undefined too. */
export type ReadProperty = (property: string) => Literal | undefined;

/**
 * Parses the part of OPATH that Get-Mailbox -Filter is used with: comparisons, -and, -or, -not, parentheses. `properties`
 * are the names allowed, compared without regard to case. -and and -or bind equally strongly, from left to right, as in
 * PowerShell. Microsoft Learn: "Filterable properties for the Filter parameter".
 *
 * @throws OpathError
 */
export function parseOpath(filter: string, properties: readonly string[]): Opath {
  const parser = new Parser(readTokens(filter), properties);
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #properties: ReadonlyMap<string, string>;
  #next = 0;

  constructor(tokens: readonly Token[], properties: readonly string[]) {
    this.#tokens = tokens;
    this.#properties = new Map(properties.map((name) => [name.toLowerCase(), name]));
  }

  whole(): Opath {
    const filter = this.#expression();
    if (this.#next < this.#tokens.length) throw new OpathError('text after the end of the filter');
    return filter;
  }

  #expression(): Opath {
    let left = this.#term();
    for (;;) {
      const kind = this.#takeOperator('and', 'or');
      if (kind === undefined) return left;
      left = { kind, left, right: this.#term() };
    }
  }

  #term(): Opath {
    if (this.#takeOperator('not') !== undefined) return { kind: 'not', inner: this.#term() };
    const token = this.#take();
    if (token?.kind === 'open') {
      const inner = this.#expression();
      if (this.#take()?.kind !== 'close') throw new OpathError('a parenthesis is not closed');
      return inner;
    }
    if (token?.kind !== 'property') throw new OpathError('a property name is expected');
    return this.#comparison(token.text);
  }

  #comparison(name: string): Opath {
    const property = this.#properties.get(name.toLowerCase());
    if (property === undefined) throw new OpathError(`'${name}' is not a filterable property`);
    const operator = this.#takeOperator('eq', 'ne', 'like', 'notlike');
    if (operator === undefined) throw new OpathError('a comparison operator is expected');
    const literal = this.#take();
    if (literal?.kind !== 'literal') throw new OpathError('a value is expected');
    if (operator.endsWith('like') && typeof literal.value !== 'string') {
      throw new OpathError('-like needs a string');
    }
    return { kind: 'comparison', property, operator, value: literal.value };
  }

  #take(): Token | undefined {
    const token = this.#tokens[this.#next];
    this.#next += 1;
    return token;
  }

  #takeOperator<T extends string>(...wanted: readonly T[]): T | undefined {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'operator') return undefined;
    const found = wanted.find((text) => text === token.text);
    if (found !== undefined) this.#next += 1;
    return found;
  }
}

/** True, false, or undefined when that depends on a value that `read` doesn't know. */
export function evaluateOpath(filter: Opath, read: ReadProperty): boolean | undefined {
  switch (filter.kind) {
    case 'comparison':
      return compare(filter, read(filter.property));
    case 'not':
      return negate(evaluateOpath(filter.inner, read));
    case 'and':
    case 'or': {
      const decisive = filter.kind === 'or';
      const left = evaluateOpath(filter.left, read);
      const right = evaluateOpath(filter.right, read);
      if (left === decisive || right === decisive) return decisive;
      return left === undefined || right === undefined ? undefined : !decisive;
    }
  }
}

function compare(comparison: Comparison, actual: Literal | undefined): boolean | undefined {
  if (actual === undefined) return undefined;
  const positive = comparison.operator === 'eq' || comparison.operator === 'like';
  return positive === holds(comparison, actual);
}

function holds(comparison: Comparison, actual: Literal): boolean {
  const { value } = comparison;
  if (typeof value !== 'string' || typeof actual !== 'string') return value === actual;
  if (comparison.operator.endsWith('like')) return matchesWildcard(actual, value);
  // A full address matches with or without its prefix; a wildcard has to name it.
  const bare = (text: string) => text.toLowerCase().replace(/^smtp:/, '');
  return bare(actual) === bare(value);
}

function matchesWildcard(text: string, pattern: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*');
  return new RegExp(`^${source}$`, 'is').test(text);
}

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}
