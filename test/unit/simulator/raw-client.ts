import assert from 'node:assert/strict';
import { DEMO, demoScenario } from '../../../src/simulator/scenario/demo.js';
import { startSimulator } from '../../../src/simulator/server.js';
import type { Simulator, SimulatorOptions } from '../../../src/simulator/server.js';

export const EXCHANGE = 'https://outlook.office365.com';
export const GRAPH = 'https://graph.microsoft.com';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
}

/** JSON of which a test knows the shape. */
export interface Json {
  readonly [name: string]: Json;
}

/** The value, which must be text. */
export function textOf(value: unknown): string {
  assert.ok(typeof value === 'string');
  return value;
}

export function strings(value: unknown): string[] {
  return (value as unknown[]).map(String);
}

export function rows(value: unknown): Record<string, unknown>[] {
  return value as Record<string, unknown>[];
}

export async function start(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  return startSimulator({ scenario: demoScenario(), ...options });
}

export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: (isJson ? parse(text) : {}) as Json,
  };
}

function parse(text: string): unknown {
  return text.startsWith('{') && text.endsWith('}') ? JSON.parse(text) : {};
}

export interface Credentials {
  readonly appId: string;
  readonly secret: string;
}

export async function askToken(
  simulator: Simulator,
  tenantId: string,
  fields: Readonly<Record<string, string>> = {},
  app: Credentials = DEMO.reader,
): Promise<Answer> {
  const form = {
    client_id: app.appId,
    client_secret: app.secret,
    grant_type: 'client_credentials',
    scope: `${EXCHANGE}/.default`,
    ...fields,
  };
  const body = new URLSearchParams(form);
  return call(`${simulator.url}/login/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
}

export async function token(
  simulator: Simulator,
  tenantId: string,
  app: Credentials = DEMO.reader,
  audience = EXCHANGE,
): Promise<string> {
  const answer = await askToken(simulator, tenantId, { scope: `${audience}/.default` }, app);
  return textOf(answer.json['access_token']);
}

export interface Cmdlet {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly url?: string;
}

/** Exchange as one app in one tenant. */
export async function exchange(
  simulator: Simulator,
  tenantId: string,
  app: Credentials = DEMO.reader,
) {
  const bearer = await token(simulator, tenantId, app);
  const root = `${simulator.url}/exchange/adminapi/beta/${tenantId}`;
  const headers = {
    Authorization: `Bearer ${bearer}`,
    'Content-Type': 'application/json',
    'client-request-id': '00000000-0000-4000-8000-00000000c11e',
  };
  return {
    root,
    headers,
    invoke: (cmdlet: Cmdlet) =>
      call(cmdlet.url ?? `${root}/InvokeCommand${cmdlet.query ?? ''}`, {
        method: 'POST',
        headers: { ...headers, ...cmdlet.headers },
        body: bodyOf(cmdlet),
      }),
    batch: (requests: readonly object[]) =>
      call(`${root}/$batch`, { method: 'POST', headers, body: JSON.stringify({ requests }) }),
  };
}

export function bodyOf({ name, parameters = {} }: Cmdlet): string {
  return JSON.stringify({ CmdletInput: { CmdletName: name, Parameters: parameters } });
}

export async function graph(simulator: Simulator, tenantId: string, path: string): Promise<Answer> {
  const bearer = await token(simulator, tenantId, DEMO.reader, GRAPH);
  const url = path.startsWith('http') ? path : `${simulator.url}/graph/v1.0${path}`;
  return call(url, { headers: { Authorization: `Bearer ${bearer}` } });
}

export function rules(simulator: Simulator): readonly string[] {
  return simulator.violations().map((violation) => violation.rule);
}
