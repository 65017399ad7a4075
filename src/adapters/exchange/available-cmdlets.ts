import { z } from 'zod';
import { expectShape, refusalOf } from '../../lib/http/answer.js';
import { jsonOf } from '../../lib/http/json-body.js';
import { answerOf, faultOf } from './command-fault.js';
import type { ExchangeConnection } from './exchange-connection.js';

const service = 'exchange';
const moduleVersion = '3.9.2';

const moduleFile = z.object({ value: z.array(z.object({ exportedCmdlets: z.string() })) });

/**
 * GET EXOModuleFile: the cmdlets that the identity's roles allow in this tenant. Needs Exchange.ManageAsApp and any role.
 * An empty set says that the identity has no role.
 */
export async function availableCmdlets(
  connection: ExchangeConnection,
): Promise<ReadonlySet<string>> {
  const response = await connection.get(
    `${connection.moduleRoot}EXOModuleFile?Version=${moduleVersion}`,
    { CommandName: '*' },
  );
  const fault = faultOf(answerOf(response));
  if (fault !== undefined) {
    const { serviceCode, transient: retryable } = fault;
    throw refusalOf(response, { service, serviceCode, retryable, now: connection.clock.now() });
  }
  const path = 'EXOModuleFile';
  const { value } = expectShape(moduleFile, jsonOf(response, service), { service, path });
  const names = value.flatMap((entry) => entry.exportedCmdlets.split(','));
  return new Set(names.map((name) => name.trim()).filter((name) => name !== ''));
}
