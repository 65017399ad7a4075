import { pageTrail, readPages } from '../../lib/http/pages.js';
import { answerId } from '../../lib/http/request-id.js';
import { availableCmdlets } from './available-cmdlets.js';
import { batchRead } from './batch-read.js';
import type { BatchResult } from './batch-read.js';
import { pageOf, throwIfRefused } from './command-answer.js';
import type { AnswerContext, Row } from './command-answer.js';
import {
  commandBody,
  commandHeaders,
  commandUrl,
  isRead,
  refuseEmptyIdentity,
} from './command-call.js';
import type { CommandCall, ParameterValue } from './command-call.js';
import { answerOf } from './command-fault.js';
import type { ExchangeConnection, ExchangeOptions } from './exchange-connection.js';
import { exchangeConnection } from './exchange-connection.js';

export interface InvokeOptions {
  readonly select?: readonly string[] | undefined;
  readonly anchor?: string | undefined;
  /** False for a change: it is not sent again when the answer to it was lost. */
  readonly idempotent: boolean;
}

/** Exchange's cmdlets in one tenant, as one identity. */
export interface ExchangeCommands {
  readonly tenantId: string;
  /**
   * POST InvokeCommand. All rows of all pages; none for a cmdlet that changes something. Rejects with ServiceError (service code:
   * the exception's name), TransportError or ContractError; TypeError when an Identity is empty, before sending.
   */
  invoke(
    cmdlet: string,
    parameters: Readonly<Record<string, ParameterValue>>,
    options: InvokeOptions,
  ): Promise<readonly Row[]>;
  /**
   * POST $batch, ten reads at a time, each with all its pages. One result per call, in the order of the calls; a call that
   * failed or was not answered is a failure of that call only. Rejects when a whole batch failed.
   */
  batch(calls: readonly CommandCall[]): Promise<readonly BatchResult[]>;
  /** The cmdlets that the identity may run in this tenant. */
  availableCmdlets(): Promise<ReadonlySet<string>>;
}

/**
 * Cmdlets over HTTP: what the Exchange Online PowerShell module itself speaks. Microsoft does not document it for others, so every
 * shape that is not known fails loudly. Needs the application permission Exchange.ManageAsApp and, in the tenant, a role
 * that holds the cmdlet.
 */
export function exchangeCommands(options: ExchangeOptions): ExchangeCommands {
  const connection = exchangeConnection(options);
  return {
    tenantId: options.tenantId,
    invoke: (cmdlet, parameters, { idempotent, ...rest }) =>
      invoke(connection, { cmdlet, parameters, ...rest }, idempotent),
    batch: (calls) => batchRead(connection, calls),
    availableCmdlets: () => availableCmdlets(connection),
  };
}

async function invoke(
  connection: ExchangeConnection,
  call: CommandCall,
  idempotent: boolean,
): Promise<readonly Row[]> {
  refuseEmptyIdentity(call);
  const deadlineAt = connection.deadline();
  const post = async (url: string) => {
    const response = await connection.post({
      url,
      headers: commandHeaders(connection, call),
      body: commandBody(call),
      idempotent,
      deadlineAt,
    });
    const context: AnswerContext = {
      cmdlet: call.cmdlet,
      now: connection.clock.now(),
      requestId: answerId(response),
    };
    return { answer: answerOf(response), context };
  };

  const first = commandUrl(connection, call);
  if (!isRead(call)) {
    const { answer, context } = await post(first);
    throwIfRefused(answer, context);
    return [];
  }
  const trail = pageTrail({ service: 'exchange', root: connection.commandRoot });
  // A next link is followed by sending the same body there again, not by GET.
  return readPages(first, trail, async (url) => {
    const { answer, context } = await post(url);
    return pageOf(answer, context);
  });
}
