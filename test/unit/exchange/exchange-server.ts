import type { ExchangeCommands } from '../../../src/adapters/exchange/exchange-commands.js';
import { exchangeCommands } from '../../../src/adapters/exchange/exchange-commands.js';
import { parseTenantId } from '../../../src/tenants/tenant.js';
import type { TenantId } from '../../../src/tenants/tenant.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { startScriptedServer } from '../lib-http/scripted-server.js';
import type { Received, Scripted, ScriptedServer } from '../lib-http/scripted-server.js';

const tenantText = '11111111-aaaa-4aaa-8aaa-111111111111';

export function tenantOf(text: string): TenantId {
  const id = parseTenantId(text);
  if (id === undefined) throw new Error('not a tenant id');
  return id;
}

export const tenant: TenantId = tenantOf(tenantText);

export interface Command {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

export type CommandScript = (command: Command, number: number) => Scripted;

interface Body {
  readonly CmdletInput: { CmdletName: string; Parameters: Record<string, unknown> };
}
interface BatchBody {
  readonly requests: readonly { id: string; url: string; headers: object; body: Body }[];
}

export interface ExchangeServer {
  readonly server: ScriptedServer;
  readonly clock: VirtualClock;
  readonly commands: ExchangeCommands;
  /** Every cmdlet that arrived, alone or in a batch, in order. */
  readonly ran: readonly Command[];
  /** How many fresh tokens were asked for. */
  readonly renewals: () => number;
  /** Answers single commands and items of batches. */
  onCommand: CommandScript;
  /** Sees the answers of a batch before they leave; may drop, turn round or spoil them. */
  onBatch: (responses: object[], number: number) => Scripted;
  onGet: (request: Received) => Scripted;
}

/** A small Exchange that answers as the test says; batches in reverse order, so that order helps nobody. */
export async function startExchange(): Promise<ExchangeServer> {
  const ran: Command[] = [];
  let batches = 0;
  let renewals = 0;
  const run = (url: string, headers: object, { CmdletInput }: Body): Scripted => {
    const { CmdletName: cmdlet, Parameters: parameters } = CmdletInput;
    const command = { cmdlet, parameters, url, headers: { ...headers } };
    ran.push(command);
    return exchange.onCommand(command, ran.length);
  };
  const runBatch = ({ requests }: BatchBody): Scripted => {
    const responses = requests.map(({ id, url, headers, body }) => {
      const { status = 200, ...rest } = run(url, headers, body);
      return { id, status, headers: rest.headers ?? {}, body: rest.body };
    });
    return exchange.onBatch(responses.reverse(), ++batches);
  };
  const server = await startScriptedServer((request) => {
    if (request.method === 'GET') return exchange.onGet(request);
    const body: unknown = JSON.parse(request.body);
    return request.url.endsWith('/$batch')
      ? runBatch(body as BatchBody)
      : run(request.url, request.headers, body as Body);
  });
  const clock = new VirtualClock({ skipping: true });
  const exchange: ExchangeServer = {
    server,
    clock,
    ran,
    renewals: () => renewals,
    commands: exchangeCommands({
      baseUrl: server.url,
      tenantId: tenant,
      tokens: {
        token: ({ fresh = false } = {}) => {
          if (fresh) renewals++;
          return Promise.resolve(`token-${renewals}`);
        },
      },
      clock,
      random: () => 0,
    }),
    onCommand: () => rows(),
    onBatch: (responses) => ({ body: { responses } }),
    onGet: () => ({ status: 404 }),
  };
  return exchange;
}

export function rows(...value: readonly object[]): Scripted {
  return { body: { value } };
}

/** A refusal in Exchange's own form. */
export function refused(status: number, type: string, code = 'BadRequest'): Scripted {
  const message = `Ex6F9304|Microsoft.Exchange.Configuration.Tasks.${type}|The text of the error`;
  return {
    status,
    body: {
      error: { code, message: 'Error', details: [{ code: 'Context', target: '', message }] },
    },
  };
}
