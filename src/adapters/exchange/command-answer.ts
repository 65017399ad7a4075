import { z } from 'zod';
import { ContractError, ServiceError } from '../../lib/errors.js';
import { expectShape } from '../../lib/http/answer.js';
import type { Page } from '../../lib/http/pages.js';
import { retryAfterMs } from '../../lib/http/retry-after.js';
import { faultOf } from './command-fault.js';
import type { CommandAnswer } from './command-fault.js';

/** A row without OData annotations. Its values are a tenant's: attackers may have written them. */
export type Row = Readonly<Record<string, unknown>>;

const service = 'exchange';

const envelope = z.object({
  value: z.array(z.record(z.string(), z.unknown())),
  '@odata.nextLink': z.string().optional(),
  '@adminapi.warnings': z.array(z.unknown()).nullish(),
});

/** The service says so on the last page when it cut the list short, in words only. */
const truncation = 'There are more results available than are currently displayed';

export interface AnswerContext {
  readonly cmdlet: string;
  readonly now: Date;
  readonly requestId?: string | undefined;
}

/**
 * The rows of an answer to a Get- cmdlet. Throws ServiceError for a refusal, also one inside a 200; ContractError for
 * anything that is not a list, an empty body too: nothing is ever read as "no rows" that does not say so.
 */
export function pageOf(answer: CommandAnswer, context: AnswerContext): Page<Row> {
  throwIfRefused(answer, context);
  if (answer.body.kind !== 'json') throw notAList(context, answer.body.kind);
  const path = context.cmdlet;
  const body = expectShape(envelope, answer.body.value, { service, path });
  const next = body['@odata.nextLink'];
  if (next === undefined && body['@adminapi.warnings']?.some(isTruncation) === true) {
    throw new ContractError('Exchange cut a list short.', { service, path: `${path}.value` });
  }
  return { items: body.value.map(withoutAnnotations), ...(next === undefined ? {} : { next }) };
}

/** For cmdlets that change something: they answer with an empty list, 204, or nothing. */
export function throwIfRefused(answer: CommandAnswer, context: AnswerContext): void {
  const fault = faultOf(answer);
  if (fault === undefined) return;
  const code = fault.serviceCode === undefined ? '' : `, ${fault.serviceCode}`;
  throw new ServiceError(
    `Exchange refused ${context.cmdlet} (status ${answer.status.toString()}${code}).`,
    {
      service,
      status: answer.status,
      serviceCode: fault.serviceCode,
      requestId: context.requestId,
      retryAfterMs: retryAfterMs(answer.headers, context.now),
    },
    { retryable: fault.transient },
  );
}

/** A list that moves while it is read can bring the same object twice. */
export function distinctRows(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

function withoutAnnotations(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.includes('@')));
}

function isTruncation(warning: unknown): boolean {
  return typeof warning === 'string' && warning.startsWith(truncation);
}

function notAList({ cmdlet }: AnswerContext, kind: string): ContractError {
  return new ContractError(`Exchange answered ${cmdlet} with a body that is not JSON (${kind}).`, {
    service,
    path: cmdlet,
  });
}
