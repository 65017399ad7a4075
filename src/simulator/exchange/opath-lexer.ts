/** A filter that the grammar doesn't know. */
export class OpathError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OpathError';
  }
}

export type Token =
  | { readonly kind: 'open' | 'close' }
  | { readonly kind: 'operator' | 'property'; readonly text: string }
  | { readonly kind: 'literal'; readonly value: string | boolean | null };

const CONSTANTS: Readonly<Record<string, boolean | null>> = {
  $null: null,
  $true: true,
  $false: false,
};

type Read = (text: string) => Token;
const PATTERNS: readonly (readonly [RegExp, Read])[] = [
  [/\(/y, () => ({ kind: 'open' })],
  [/\)/y, () => ({ kind: 'close' })],
  [/-[a-z]+/iy, (text) => ({ kind: 'operator', text: text.slice(1).toLowerCase() })],
  [
    /'(?:[^']|'')*'/y,
    (text) => ({ kind: 'literal', value: text.slice(1, -1).replaceAll("''", "'") }),
  ],
  [/"[^"]*"/y, (text) => ({ kind: 'literal', value: text.slice(1, -1) })],
  [/\$[a-z]+/iy, readConstant],
  [/[a-z][a-z0-9]*/iy, (text) => ({ kind: 'property', text })],
];

/** @throws OpathError */
export function readTokens(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = skipSpace(filter, 0);
  while (position < filter.length) {
    const [length, token] = readOne(filter, position);
    tokens.push(token);
    position = skipSpace(filter, position + length);
  }
  return tokens;
}

function readOne(filter: string, position: number): readonly [number, Token] {
  for (const [pattern, read] of PATTERNS) {
    pattern.lastIndex = position;
    const text = pattern.exec(filter)?.[0];
    if (text !== undefined) return [text.length, read(text)];
  }
  throw new OpathError(`unexpected character at position ${position}`);
}

function skipSpace(filter: string, from: number): number {
  let position = from;
  while (/\s/.test(filter.charAt(position))) position += 1;
  return position;
}

function readConstant(text: string): Token {
  const value = CONSTANTS[text.toLowerCase()];
  if (value === undefined) throw new OpathError(`unknown variable ${text}`);
  return { kind: 'literal', value };
}
