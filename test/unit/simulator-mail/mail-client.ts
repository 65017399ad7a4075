import assert from 'node:assert/strict';
import { DEMO, demoScenario } from '../../../src/simulator/scenario/demo.js';
import type { Scenario } from '../../../src/simulator/scenario/schema.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { call, GRAPH, rows, start, token } from '../simulator/raw-client.js';
import type { Answer, Credentials, Json } from '../simulator/raw-client.js';

export const COMMON = zapProperty('00062008-0000-0000-c000-000000000046');
export const INTERNET_HEADERS = zapProperty('00020386-0000-0000-c000-000000000046');
export const IMMUTABLE = { Prefer: 'IdType="ImmutableId"' };

export function zapProperty(set: string, name = 'X-Microsoft-Antispam-ZAP-Message-Info'): string {
  return `String {${set}} Name ${name}`;
}

export type Send = (
  method: string,
  path: string,
  options?: { body?: unknown; headers?: Readonly<Record<string, string>> },
) => Promise<Answer>;

/** Graph as one app in one tenant. A path of a next link is taken as it is. */
export async function graphAs(
  simulator: Simulator,
  tenantId: string,
  app: Credentials = DEMO.reader,
): Promise<Send> {
  const bearer = await token(simulator, tenantId, app, GRAPH);
  return (method, path, { body, headers = {} } = {}) =>
    call(path.startsWith('http') ? path : `${simulator.url}/graph/v1.0${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${bearer}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

/** A path with its query options, encoded. */
export function query(path: string, options: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(options).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

export function zapFilter(property: string, from = '2020-01-01T00:00:00Z'): string {
  return `receivedDateTime ge ${from} and singleValueExtendedProperties/any(ep: ep/id eq '${property}' and ep/value ne null)`;
}

export function codeOf(answer: Answer): unknown {
  return answer.json['error']?.['code'];
}

export function values(answer: Answer): Record<string, unknown>[] {
  assert.equal(answer.status, 200, answer.text);
  return rows(answer.json['value']);
}

/** The demo with one tenant's mail changed. */
export function withMail(tenantId: string, mail: Partial<Scenario['tenants'][number]['mail']>) {
  const demo = demoScenario();
  const tenants = demo.tenants.map((tenant) =>
    tenant.tenantId === tenantId ? { ...tenant, mail: { ...tenant.mail, ...mail } } : tenant,
  );
  return { ...demo, tenants };
}

export function tenantOf(simulator: Simulator, tenantId: string) {
  const tenant = simulator.state.tenant(tenantId);
  assert.ok(tenant);
  return tenant;
}

/** The copy of one recipient of a message of the demo. */
export function copyIn(simulator: Simulator, tenantId: string, id: string, recipient: string) {
  const message = tenantOf(simulator, tenantId).mail.message(id);
  const copy = message?.copies.find((candidate) => candidate.recipient === recipient);
  assert.ok(copy);
  return copy;
}

export async function tell(simulator: Simulator, story: string, input: object = {}): Promise<Json> {
  const url = `${simulator.url}/control/story/${story}`;
  const answer = await call(url, { method: 'POST', body: JSON.stringify(input) });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

/** A simulator whose clock is turned by hand. */
export async function startAt(time: string, scenario: Scenario = demoScenario()) {
  let now = new Date(time).getTime();
  const simulator = await start({ scenario, clock: () => new Date(now) });
  return {
    simulator,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}
