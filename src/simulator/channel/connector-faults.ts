import type { SimulatedResponse } from '../service.js';
import type { ChannelFault, ChannelFaultName } from './channel-faults.js';
import { refusal, type ChannelCore } from './channel-core.js';
import type { RateClass } from './rate-limits.js';

const DEFAULT_RETRY_AFTER = 2;
const BLOCKED = 'The thread has been blocked from message writes.';

const INSTEAD: Readonly<Partial<Record<ChannelFaultName, SimulatedResponse>>> = {
  'connector-412': refusal(412, 'PreconditionFailed', 'Precondition failed, please try again.'),
  'connector-429-bare': refusal(429, 'ThrottlingException', 'Too many requests.'),
  'connector-403-blocked': refusal(403, 'MessageWritesBlocked', BLOCKED),
  'connector-404': refusal(404, 'ConversationNotFound', 'Conversation not found.'),
  'connector-413': refusal(413, 'MessageSizeTooBig', 'The message size is too big.'),
  'connector-500': refusal(500, 'ServiceError', 'An internal error has occurred.'),
  'connector-reset-before': { status: 500, reset: true },
  'connector-hang': { status: 504, delayMs: Infinity },
};

/** The answer of a fault that keeps the call from having any effect; undefined when the fault comes afterwards. */
export function faultBefore(
  core: ChannelCore,
  fault: ChannelFault,
  rateClass: RateClass,
  thread: string,
): SimulatedResponse | undefined {
  if (fault.name !== 'connector-429-with-header') return INSTEAD[fault.name];
  const seconds = fault.retryAfter ?? DEFAULT_RETRY_AFTER;
  core.limits.block(rateClass, thread, core.clock().getTime(), seconds);
  const headers = { 'Retry-After': String(seconds) };
  return refusal(429, 'ThrottlingException', 'Too many requests.', headers);
}

/** What the caller sees although the call has had its effect. */
export function faultAfter(fault: ChannelFault, done: SimulatedResponse): SimulatedResponse {
  if (fault.name === 'connector-reset-after-accept') return { ...done, reset: true };
  if (fault.name === 'connector-502-after-accept') {
    return refusal(502, 'BadGateway', 'The upstream service did not answer.');
  }
  return done;
}
