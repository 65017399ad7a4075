import type { Cell, ScalarType } from './kql-value.js';

/** A scalar expression. `at` is the position of its first token. */
export type Expression = { readonly at: number } & (
  | { readonly kind: 'literal'; readonly type: ScalarType; readonly value: Cell }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'path'; readonly of: Expression; readonly key: string | number }
  | { readonly kind: 'every' | 'some'; readonly terms: readonly Expression[] }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'among';
      readonly operator: string;
      readonly left: Expression;
      readonly items: readonly Expression[];
    }
);

/** `name = expression`; a bare column has its own name. */
export interface Named {
  readonly name: string;
  readonly expression: Expression;
}

/** One aggregate: `arg_max` and `arg_min` have columns to fetch, '*' for all. */
export interface Aggregate {
  readonly at: number;
  readonly name: string | undefined;
  readonly call: string;
  readonly args: readonly Expression[];
  readonly fetch: readonly string[] | '*' | undefined;
}

export interface SortKey {
  readonly expression: Expression;
  readonly ascending: boolean;
  readonly nullsFirst: boolean;
}

export type Operator = { readonly at: number } & (
  | { readonly kind: 'where'; readonly condition: Expression }
  | { readonly kind: 'extend'; readonly columns: readonly Named[] }
  | { readonly kind: 'project'; readonly columns: readonly Named[] }
  | {
      readonly kind: 'project-rename';
      readonly pairs: readonly { readonly to: string; readonly from: string }[];
    }
  | { readonly kind: 'project-away'; readonly names: readonly string[] }
  | { readonly kind: 'distinct'; readonly names: readonly string[] }
  | {
      readonly kind: 'summarize';
      readonly aggregates: readonly Aggregate[];
      readonly by: readonly Named[];
    }
  | {
      readonly kind: 'join';
      readonly how: 'inner' | 'leftouter';
      readonly right: Query;
      readonly on: readonly string[];
    }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'take'; readonly count: number }
  | { readonly kind: 'top'; readonly count: number; readonly key: SortKey }
  | { readonly kind: 'count' }
);

/** A table or a let name, and what is done to it. */
export interface Query {
  readonly at: number;
  readonly source: string;
  readonly operators: readonly Operator[];
}

export interface Statement {
  readonly name: string;
  readonly value:
    | { readonly kind: 'query'; readonly query: Query }
    | { readonly kind: 'scalar'; readonly expression: Expression };
}

export interface Program {
  readonly lets: readonly Statement[];
  readonly query: Query;
}
