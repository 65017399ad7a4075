import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { rules, start, textOf } from '../simulator/raw-client.js';
import { codeOf, graphAs, startAt, values, withMail } from './mail-client.js';
import type { Send } from './mail-client.js';

const IDA = '/users/ida@contoso.example';
const STATE = '$select=id,accountEnabled,signInSessionsValidFromDateTime';

describe('simulated accounts', () => {
  let simulator: Simulator;
  let send: Send;
  beforeEach(async () => {
    simulator = await start();
    send = await graphAs(simulator, DEMO.contoso, DEMO.actor);
  });
  afterEach(() => simulator.close());

  it('show addresses, state and sessions of every user', async () => {
    const $select =
      'id,userPrincipalName,mail,proxyAddresses,displayName,accountEnabled,signInSessionsValidFromDateTime,userType';
    const fabrikam = await graphAs(simulator, DEMO.fabrikam);
    const users = values(await fabrikam('GET', `/users?$select=${$select}&$top=999`));
    const nils = users.find((user) => user['userPrincipalName'] === 'nils@fabrikam.example');
    assert.equal(nils?.['mail'], 'nils.quist@fabrikam.example');
    assert.ok((nils['proxyAddresses'] as string[]).includes('SMTP:nils.quist@fabrikam.example'));
    assert.deepEqual(Object.keys(nils).length, 8);
    const one = await fabrikam('GET', `/users/nils@fabrikam.example?$select=proxyAddresses`);
    assert.deepEqual(one.json['proxyAddresses'], nils['proxyAddresses']);
    assert.equal((await fabrikam('GET', '/users?$top=1000')).status, 400);
  });

  it('lose their sessions', async () => {
    const before = await send('GET', `${IDA}?${STATE}`);
    const answer = await send('POST', `${IDA}/revokeSignInSessions`);
    assert.deepEqual([answer.status, answer.json['value']], [200, true]);
    const after = await send('GET', `${IDA}?${STATE}`);
    const name = 'signInSessionsValidFromDateTime';
    assert.ok(textOf(after.json[name]) > textOf(before.json[name]));
    assert.equal(after.json['accountEnabled'], true);
  });

  it('are blocked and unblocked', async () => {
    const patch = (accountEnabled: unknown) =>
      send('PATCH', IDA, { body: { accountEnabled } }).then(({ status }) => status);
    assert.equal(await patch(false), 204);
    assert.equal((await send('GET', `${IDA}?${STATE}`)).json['accountEnabled'], false);
    assert.equal(await patch(true), 204);
    assert.equal((await send('GET', `${IDA}?${STATE}`)).json['accountEnabled'], true);
    assert.deepEqual(rules(simulator), []);
    assert.equal(await patch('no'), 400);
    assert.deepEqual(rules(simulator), ['malformed-body']);
    const changes = simulator.ledger.of('change').map(({ what }) => what);
    assert.deepEqual(changes, ['account-disabled', 'account-enabled']);
  });

  it('of guests and administrators are nothing for an app', async () => {
    const home = await graphAs(simulator, DEMO.homeTenantId, DEMO.actor);
    const refused = [
      await home('POST', `/users/${DEMO.guest}/revokeSignInSessions`),
      await home('PATCH', `/users/${DEMO.approver}`, { body: { accountEnabled: false } }),
      await send('POST', `/users/${DEMO.contosoAdministrator}/revokeSignInSessions`),
    ];
    for (const answer of refused) {
      assert.deepEqual([answer.status, codeOf(answer)], [403, 'Authorization_RequestDenied']);
    }
    const nobody = await send('POST', '/users/nobody@contoso.example/revokeSignInSessions');
    assert.equal(nobody.status, 404);
    assert.deepEqual(simulator.ledger.of('change'), []);
  });

  it('are nothing for a reader', async () => {
    const reader = await graphAs(simulator, DEMO.contoso);
    assert.equal((await reader('POST', `${IDA}/revokeSignInSessions`)).status, 403);
    assert.equal((await reader('PATCH', IDA, { body: { accountEnabled: false } })).status, 403);
  });
});

describe('a tenant that is slow to revoke', () => {
  it('shows the new time only after a while', async () => {
    const scenario = withMail(DEMO.contoso, { revocationSeconds: 120 });
    const { simulator, pass } = await startAt('2026-11-21T12:00:00Z', scenario);
    try {
      const send = await graphAs(simulator, DEMO.contoso, DEMO.actor);
      const since = async () =>
        (await send('GET', `${IDA}?${STATE}`)).json['signInSessionsValidFromDateTime'];
      await send('POST', `${IDA}/revokeSignInSessions`);
      pass(119);
      assert.equal(await since(), '2024-02-01T08:00:00Z');
      pass(1);
      assert.equal(await since(), '2026-11-21T12:00:00Z');
    } finally {
      await simulator.close();
    }
  });
});
