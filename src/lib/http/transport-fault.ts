import { TransportError } from '../errors.js';

/** Whether a request that failed so can have reached the service. */
type Arrival = 'never' | 'perhaps' | 'not-while-connecting';

interface Fault {
  readonly reason: string;
  readonly arrival: Arrival;
  readonly retryable: boolean;
}

const fault = (reason: string, arrival: Arrival, retryable = true): Fault => ({
  reason,
  arrival,
  retryable,
});

const certificate = fault('certificate', 'never', false);

/**
 * Node's and undici's error codes. Linux reports ETIMEDOUT, EHOSTUNREACH and ENETUNREACH for an established connection
 * too, so these prove that nothing arrived only when the failing call was `connect`.
 */
const faults: ReadonlyMap<string, Fault> = new Map([
  ['ECONNREFUSED', fault('refused', 'never')],
  ['ENOTFOUND', fault('name-not-found', 'never')],
  ['EAI_AGAIN', fault('name-lookup-failed', 'never')],
  ['EHOSTUNREACH', fault('host-unreachable', 'not-while-connecting')],
  ['ENETUNREACH', fault('network-unreachable', 'not-while-connecting')],
  ['ETIMEDOUT', fault('timed-out', 'not-while-connecting')],
  ['EPIPE', fault('broken-pipe', 'perhaps')],
  ['ECONNRESET', fault('reset', 'perhaps')],
  ['UND_ERR_CONNECT_TIMEOUT', fault('connect-timed-out', 'never')],
  ['UND_ERR_HEADERS_TIMEOUT', fault('timed-out', 'perhaps')],
  ['UND_ERR_BODY_TIMEOUT', fault('timed-out', 'perhaps')],
  ['UND_ERR_SOCKET', fault('reset', 'perhaps')],
  ['CERT_HAS_EXPIRED', certificate],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', certificate],
  ['SELF_SIGNED_CERT_IN_CHAIN', certificate],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', certificate],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', certificate],
  ['ERR_TLS_CERT_ALTNAME_INVALID', certificate],
]);

const unknownFault = fault('unknown', 'perhaps');
const undiciFault = fault('protocol', 'perhaps');

/** The reason given for a code that no table knows: worth one more try, not more. */
export const unknownReason = unknownFault.reason;

/** Undefined for errors that fetch raises before it sends anything: those are mistakes of the caller. */
export function transportError(error: unknown, service: string): TransportError | undefined {
  const origin = originOf(error);
  if (origin === undefined || origin.code === 'ERR_INVALID_URL') return undefined;
  const known = faultOf(origin.code);
  return new TransportError(`No answer from ${service}: ${known.reason}.`, {
    service,
    reason: known.reason,
    mayHaveArrived: mayHaveArrived(known, origin.syscall),
    retryable: known.retryable,
    cause: error,
  });
}

function faultOf(code: string | undefined): Fault {
  if (code === undefined) return unknownFault;
  return faults.get(code) ?? (code.startsWith('UND_ERR_') ? undiciFault : unknownFault);
}

function mayHaveArrived(known: Fault, syscall: string | undefined): boolean {
  if (known.arrival === 'never') return false;
  return known.arrival === 'perhaps' || syscall !== 'connect';
}

interface Origin {
  readonly code: string | undefined;
  readonly syscall: string | undefined;
}

/** fetch wraps: the code is on the cause, and several addresses of one host give an AggregateError below that. */
function originOf(error: unknown): Origin | undefined {
  if (!(error instanceof Error) || error.cause === undefined) return undefined;
  let origin: unknown = error.cause;
  if (origin instanceof AggregateError) origin = origin.errors[0];
  return { code: textField(origin, 'code'), syscall: textField(origin, 'syscall') };
}

/** The code of what fetch wrapped, such as 'Z_DATA_ERROR'. */
export function causeCode(error: unknown): string | undefined {
  return originOf(error)?.code;
}

function textField(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const field: unknown = Reflect.get(value, name);
  return typeof field === 'string' ? field : undefined;
}
