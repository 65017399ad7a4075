import assert from 'node:assert/strict';
import { approverCheck, type ApproverGroup } from '../../../src/alerts/approvers.js';
import { homeTenant, person } from '../../support/desk.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const id = 'a0000000-0000-4000-8000-00000000000f';
const someone = person('Someone', id);

function groupSaying(...answers: (Awaited<ReturnType<ApproverGroup['look']>> | Error)[]): {
  group: ApproverGroup;
  asked: string[];
} {
  const asked: string[] = [];
  return {
    asked,
    group: {
      look: (objectId) => {
        asked.push(objectId);
        const answer = answers.shift() ?? 'not-member';
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    },
  };
}

function checkWith(
  policy: { listed?: string[]; group?: ApproverGroup },
  clock = new VirtualClock(),
  failures: unknown[] = [],
): ReturnType<typeof approverCheck> {
  const { listed = [], group } = policy;
  return approverCheck(
    { homeTenantId: homeTenant, listed: new Set(listed), group },
    clock,
    (error) => failures.push(error),
  );
}

describe('Who is an approver', () => {
  it('nobody, when neither a list nor a group is configured', async () => {
    assert.equal(await checkWith({}).check(someone), 'not-approver');
  });

  it('whoever is listed, in whatever case the ids are written', async () => {
    const check = checkWith({ listed: [id] });
    assert.equal(await check.check({ ...someone, objectId: id.toUpperCase() }), 'approver');
    assert.equal(await check.check({ ...someone, tenantId: homeTenant.toUpperCase() }), 'approver');
  });

  it('nobody from another tenant, though the object id is listed', async () => {
    const check = checkWith({ listed: [id] });
    assert.equal(await check.check({ ...someone, tenantId: id }), 'guest');
  });

  for (const [says, answer] of [
    ['member', 'approver'],
    ['guest', 'guest'],
    ['not-member', 'not-approver'],
  ] as const) {
    it(`${answer} when the group says ${says}`, async () => {
      assert.equal(await checkWith({ group: groupSaying(says).group }).check(someone), answer);
    });
  }

  it('nobody while the group can not be asked, and the failure is reported', async () => {
    const failures: unknown[] = [];
    const { group } = groupSaying(new Error('down'), 'member');
    const check = checkWith({ group }, new VirtualClock(), failures);
    assert.equal(await check.check(someone), 'unverified');
    assert.equal(failures.length, 1);
    assert.equal(await check.check(someone), 'approver');
  });

  it('keeps a yes for less than a minute and a no not at all', async () => {
    const clock = new VirtualClock();
    const { group, asked } = groupSaying('not-member', 'member', 'not-member');
    const check = checkWith({ group }, clock);
    assert.equal(await check.check(someone), 'not-approver');
    assert.equal(await check.check(someone), 'approver');
    await clock.advance(59_999);
    assert.equal(await check.check(someone), 'approver');
    assert.equal(asked.length, 2);
    await clock.advance(1);
    assert.equal(await check.check(someone), 'not-approver');
    assert.equal(asked.length, 3);
  });

  it('does not fall back on an old yes when the group can not be asked any more', async () => {
    const clock = new VirtualClock();
    const check = checkWith({ group: groupSaying('member', new Error('down')).group }, clock);
    assert.equal(await check.check(someone), 'approver');
    await clock.advance(60_000);
    assert.equal(await check.check(someone), 'unverified');
  });

  it('keeps the yes of one person for that person', async () => {
    const check = checkWith({ group: groupSaying('member').group });
    assert.equal(await check.check(someone), 'approver');
    assert.equal(await check.check(person('Other', `${id.slice(0, -1)}e`)), 'not-approver');
  });
});
