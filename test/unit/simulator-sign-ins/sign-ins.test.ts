import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { SignInRecord } from '../../../src/simulator/mail/mail-record.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { rows, rules, textOf } from '../simulator/raw-client.js';
import type { Answer } from '../simulator/raw-client.js';
import {
  codeOf,
  graphAs,
  query,
  startAt,
  tenantOf,
  values,
} from '../simulator-mail/mail-client.js';
import type { Send } from '../simulator-mail/mail-client.js';

const NOW = '2026-11-21T12:00:00.000Z';
const PATH = '/auditLogs/signIns';
const IDA = 'e002000a-0000-4000-8000-0000000000a1';
const JONAS = 'e002000a-0000-4000-8000-0000000000a2';

function signIn(hoursAgo: number, given: Partial<SignInRecord> = {}): SignInRecord {
  return {
    id: `5e000000-0000-4000-8000-${String(hoursAgo).padStart(12, '0')}`,
    objectId: IDA,
    userPrincipalName: 'ida@contoso.example',
    at: new Date(Date.parse(NOW) - hoursAgo * 3_600_000).toISOString(),
    country: 'DE',
    city: 'Kiel',
    ip: '198.51.100.7',
    ...given,
  };
}

const LOG = [
  signIn(30, { country: 'NG', city: '', ip: '203.0.113.66' }),
  signIn(2, { errorCode: 50126 }),
  signIn(50),
  signIn(10, { objectId: JONAS, userPrincipalName: 'jonas@contoso.example' }),
  signIn(31 * 24),
  signIn(-1),
];

describe('simulated log of sign-ins', () => {
  let simulator: Simulator;
  let send: Send;
  let pass: (seconds: number) => void;
  const begin = async (log: readonly SignInRecord[] = LOG) => {
    const world = await startAt(NOW);
    ({ simulator, pass } = world);
    tenantOf(simulator, DEMO.contoso).mail.signIns.splice(0, Infinity, ...log);
    send = await graphAs(simulator, DEMO.contoso);
  };
  const ask = async (options: Readonly<Record<string, string>> = {}): Promise<Answer> => {
    pass(10);
    return send('GET', query(PATH, options));
  };
  const hours = async (options: Readonly<Record<string, string>>) =>
    values(await ask(options)).map((row) => Number(textOf(row['id']).slice(-12)));
  afterEach(() => simulator.close());

  it('has the sign-ins of thirty days, failed ones too, newest first', async () => {
    await begin();
    const found = values(await ask());
    assert.deepEqual(
      found.map((row) => row['createdDateTime']),
      [LOG[1], LOG[3], LOG[0], LOG[2]].map((record) => record?.at),
    );
    const [failed, , abroad] = found;
    assert.deepEqual(failed?.['status'], {
      errorCode: 50126,
      failureReason: 'Error validating credentials due to invalid username or password.',
      additionalDetails: null,
    });
    assert.equal((abroad?.['status'] as { errorCode: number }).errorCode, 0);
    const location = abroad?.['location'] as Record<string, unknown>;
    assert.equal(location['countryOrRegion'], 'NG');
    assert.equal(abroad?.['ipAddress'], '203.0.113.66');
    assert.equal(abroad['userId'], IDA);
    assert.equal(abroad['isInteractive'], true);
    assert.deepEqual(rules(simulator), []);
  });

  it('is filtered by user and time joined by and, and sorted either way', async () => {
    await begin();
    const from = (hoursAgo: number, operator: string) =>
      `createdDateTime ${operator} ${signIn(hoursAgo).at}`;
    assert.deepEqual(await hours({ $filter: `userId eq '${JONAS}'` }), [10]);
    assert.deepEqual(await hours({ $filter: from(30, 'ge') }), [2, 10, 30]);
    const both = `userId eq '${IDA}' and ${from(40, 'ge')} and ${from(2, 'le')}`;
    assert.deepEqual(await hours({ $filter: both }), [2, 30]);
    assert.deepEqual(await hours({ $filter: from(50, 'eq') }), [50]);
    assert.deepEqual(await hours({ $filter: `userId eq '${IDA.toUpperCase()}'` }), []);
    assert.deepEqual(await hours({ $filter: "userId eq ''' or 1 eq 1 or ''a'" }), []);
    assert.deepEqual(await hours({ $orderby: 'createdDateTime' }), [50, 30, 10, 2]);
    assert.deepEqual(await hours({ $orderby: 'createdDateTime desc' }), [2, 10, 30, 50]);
    assert.deepEqual(rules(simulator), []);
  });

  it('refuses other filters, orders, sizes and properties as mistakes', async () => {
    await begin();
    const bad = [
      { $filter: "userPrincipalName eq 'ida@contoso.example'" },
      { $filter: `userId eq '${IDA}' or userId eq '${JONAS}'` },
      { $filter: "createdDateTime ge '2026-11-20T00:00:00Z'" },
      { $filter: 'createdDateTime gt 2026-11-20T00:00:00Z' },
      { $orderby: 'userId' },
      { $top: '1001' },
      { $top: '0' },
      { $select: 'id,password' },
      { $search: 'ida' },
    ];
    for (const options of bad) {
      assert.equal((await ask(options)).status, 400, JSON.stringify(options));
    }
    assert.equal(rules(simulator).length, bad.length);
  });

  it('comes in pages that each count as a request', async () => {
    await begin(Array.from({ length: 25 }, (_, index) => signIn(index + 1)));
    let answer = await ask({
      $top: '10',
      $select: 'id,createdDateTime',
      $filter: `userId eq '${IDA}'`,
    });
    const ids = new Set<unknown>();
    for (const expected of [10, 10, 5]) {
      const found = rows(answer.json['value']);
      assert.equal(found.length, expected);
      for (const row of found) {
        assert.deepEqual(Object.keys(row), ['id', 'createdDateTime']);
        ids.add(row['id']);
      }
      const next: unknown = answer.json['@odata.nextLink'];
      if (typeof next === 'string') answer = await send('GET', next);
    }
    assert.equal(ids.size, 25);
    assert.equal((await send('GET', PATH)).status, 200);
    assert.equal((await send('GET', PATH)).status, 200);
    assert.equal((await send('GET', PATH)).status, 429);
    assert.deepEqual(rules(simulator), []);
  });

  it('takes five requests in ten seconds, then waits, and blames who does not', async () => {
    await begin();
    for (let time = 0; time < 5; time += 1) assert.equal((await send('GET', PATH)).status, 200);
    const refused = await send('GET', PATH);
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('retry-after'), '10');
    assert.deepEqual(rules(simulator), []);
    pass(5);
    assert.equal((await send('GET', PATH)).status, 429);
    assert.deepEqual(rules(simulator), ['early-retry']);
    pass(5);
    assert.equal((await send('GET', PATH)).status, 200);
    assert.equal(rules(simulator).length, 1);
  });

  it('needs Entra ID P1 in the tenant and the permission for the app', async () => {
    await begin();
    const fabrikam = await graphAs(simulator, DEMO.fabrikam);
    const unlicensed = await fabrikam('GET', PATH);
    assert.equal(unlicensed.status, 403);
    assert.equal(codeOf(unlicensed), 'Authentication_RequestFromNonPremiumTenantOrB2CTenant');
    const adatum = await graphAs(simulator, DEMO.adatum);
    const forbidden = await adatum('GET', PATH);
    assert.equal(forbidden.status, 403);
    assert.equal(codeOf(forbidden), 'Authorization_RequestDenied');
    assert.deepEqual(rules(simulator), []);
  });
});
