/**
 * The outside failing, as typed errors. `code` is stable and namespaced (`origin.reason`); nobody compares messages.
 * Messages carry no secrets, tokens, subjects or bodies: they may be logged.
 */
export abstract class AppError extends Error {
  abstract override readonly name: string;
  readonly code: string;
  /** True when the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;

  constructor(message: string, options: { code: string; retryable: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = options.code;
    this.retryable = options.retryable;
  }
}

export interface ServiceAnswer {
  readonly service: string;
  readonly status: number;
  /** The service's own code: an AADSTS number, an Exchange exception type, a Graph error code. */
  readonly serviceCode?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** The service answered, and said no. */
export class ServiceError extends AppError {
  override readonly name = 'ServiceError';
  readonly answer: ServiceAnswer;

  constructor(
    message: string,
    answer: ServiceAnswer,
    options: { retryable: boolean; cause?: unknown },
  ) {
    super(message, { code: `${answer.service}.${String(answer.status)}`, ...options });
    this.answer = answer;
  }
}

/** No answer: refused, reset, timed out, name not found. */
export class TransportError extends AppError {
  override readonly name = 'TransportError';
  readonly service: string;
  /** False only when the request certainly never reached the service (connection refused, name not found). */
  readonly mayHaveArrived: boolean;

  constructor(
    message: string,
    options: {
      service: string;
      reason: string;
      mayHaveArrived: boolean;
      retryable?: boolean;
      cause?: unknown;
    },
  ) {
    super(message, {
      code: `${options.service}.${options.reason}`,
      retryable: options.retryable ?? true,
      cause: options.cause,
    });
    this.service = options.service;
    this.mayHaveArrived = options.mayHaveArrived;
  }
}

/** It answered in a shape that we do not know. Carries where, never what. */
export class ContractError extends AppError {
  override readonly name = 'ContractError';
  readonly service: string;
  readonly path: string;

  constructor(message: string, options: { service: string; path: string; cause?: unknown }) {
    super(message, { code: `${options.service}.contract`, retryable: false, cause: options.cause });
    this.service = options.service;
    this.path = options.path;
  }
}

/** Somebody else changed the row first. */
export class StoreConflictError extends AppError {
  override readonly name = 'StoreConflictError';

  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { code: 'store.conflict', retryable: true, ...options });
  }
}

/** The operator's settings are wrong. Lists every problem at once. */
export class ConfigError extends AppError {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The settings have ${String(problems.length)} problem(s).`, {
      code: 'config.invalid',
      retryable: false,
    });
    this.problems = problems;
  }
}
