import { z } from 'zod';
import { ContractError } from '../../lib/errors.js';
import { expectShape } from '../../lib/http/answer.js';
import type { DecodedBody } from '../../lib/http/json-body.js';
import type { HttpResponse } from '../../lib/http/message.js';
import { answerId } from '../../lib/http/request-id.js';
import { throwIfRefused } from './command-answer.js';
import { commandBody, commandHeaders } from './command-call.js';
import type { CommandCall } from './command-call.js';
import { answerOf } from './command-fault.js';
import type { CommandAnswer } from './command-fault.js';
import type { ExchangeConnection } from './exchange-connection.js';

const service = 'exchange';
const path = '$batch';

const batchAnswer = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number().int(),
      headers: z.record(z.string(), z.string()).nullish(),
      body: z.unknown().optional(),
    }),
  ),
});

export interface BatchAnswer extends CommandAnswer {
  readonly requestId?: string | undefined;
}

export interface BatchItem {
  readonly id: string;
  readonly url: string;
  readonly call: CommandCall;
}

export function batchRequest(connection: ExchangeConnection, items: readonly BatchItem[]): object {
  return {
    requests: items.map(({ id, url, call }) => ({
      id,
      method: 'POST',
      url,
      headers: { ...commandHeaders(connection, call), 'Content-Type': 'application/json' },
      body: commandBody(call),
    })),
  };
}

/**
 * Answers come in any order and are told apart by id only. Throws ServiceError when the batch as a whole was refused,
 * ContractError when it is not one, or answers one id twice.
 */
export function answersById(response: HttpResponse, now: Date): ReadonlyMap<string, BatchAnswer> {
  const outer = answerOf(response);
  throwIfRefused(outer, { cmdlet: path, now, requestId: answerId(response) });
  const value = outer.body.kind === 'json' ? outer.body.value : undefined;
  const { responses } = expectShape(batchAnswer, value, { service, path });
  const answers = new Map<string, BatchAnswer>();
  for (const { id, status, headers, body } of responses) {
    if (answers.has(id)) throw answeredTwice();
    answers.set(id, {
      status,
      headers: new Headers(headers ?? {}),
      body: bodyOf(body),
      requestId: answerId(response),
    });
  }
  return answers;
}

function bodyOf(body: unknown): DecodedBody {
  if (body === undefined || body === null || body === '') return { kind: 'empty' };
  return typeof body === 'string' ? { kind: 'text', text: body } : { kind: 'json', value: body };
}

function answeredTwice(): ContractError {
  return new ContractError('Exchange answered one item of a batch twice.', { service, path });
}
