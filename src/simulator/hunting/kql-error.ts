export type KqlProblem =
  /** Not the language, or a part of it that the simulator doesn't have. */
  | 'syntax'
  /** Well written, but names or types don't fit. */
  | 'semantic'
  /** A column that this tenant happens not to have: nobody's mistake. */
  | 'optional-column'
  /** A table that this tenant has no licence for: nobody's mistake. */
  | 'missing-table'
  /** More rows on the way than a query may hold. */
  | 'too-large';

/** The only error that parsing and running a query ends with. The message holds no text of the query. */
export class KqlError extends Error {
  readonly problem: KqlProblem;

  constructor(problem: KqlProblem, message: string) {
    super(message);
    this.name = 'KqlError';
    this.problem = problem;
  }
}

export function syntaxError(message: string, position: number): KqlError {
  return new KqlError('syntax', `${message} at position ${position}`);
}
