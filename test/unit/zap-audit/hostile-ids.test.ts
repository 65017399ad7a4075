import assert from 'node:assert/strict';
import fc from 'fast-check';
import { messageDigest, openingsOf } from '../../../src/zap/audit-answers.js';
import { questionId } from '../../../src/zap/audit-questions.js';
import { readAudit } from '../../../src/zap/audit-state.js';
import { after, sighting, tenant } from '../zap-detect/fixture.js';
import { access, AuditWorld, recipientIn } from './fake-audit.js';

const hostile = [
  '__proto__',
  '<constructor@evil.example>',
  '<\u202Egpj.exe@evil.example>',
  '<a"\'`${x}@evil.example>',
  '<\uD800@evil.example>',
  '<a|b@evil.example> <c@evil.example>',
  `<${'a'.repeat(1_000_000)}@evil.example>`,
  '<'.repeat(1_000_000),
];

describe('what senders write into an InternetMessageId', () => {
  for (const id of hostile) {
    it(`finds its message and leads nowhere else: ${JSON.stringify(id.slice(0, 30))}`, async () => {
      const world = new AuditWorld();
      const own = sighting({ location: 'quarantine', internetMessageId: id });
      world.fake.have('hunting').saw('hunting', own);
      await world.scan();
      assert.ok(JSON.stringify(world.audit.orders).length < 300);
      const state = JSON.stringify(await readAudit(world.documents, tenant.id));
      assert.ok(!state.includes('evil.example') && state.length < 1_000);
      world.audit.tells(access({ internetMessageId: id, at: after(30) }));
      assert.equal(recipientIn((await world.scan()).records).evidence.from, 'audit');
    });
  }

  it('is the same with and without angle brackets, and never an empty one', () => {
    assert.equal(messageDigest('<a@b>'), messageDigest(' a@b '));
    for (const none of [undefined, '', '  ', '<>']) assert.equal(messageDigest(none), undefined);
  });

  it('answers nothing but a question with the same account and the same id', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('a', 'a b', 'b', '<a>', ' a '));
    fc.assert(
      fc.property(text, text, text, text, (id, other, account, who) => {
        const message = messageDigest(id);
        if (message === undefined) return;
        const question = {
          key: 'k',
          address: 'x@y',
          account: account.trim().toLowerCase(),
          message,
        };
        const openings = openingsOf(
          [{ account: who, internetMessageId: other, at: after(1), how: 'item' }],
          [question],
        );
        const same =
          message === messageDigest(other) && who.trim().toLowerCase() === question.account;
        assert.equal(openings.length, same ? 1 : 0);
      }),
    );
  });

  it('can not make two questions one', () => {
    assert.notEqual(
      questionId({ key: 'a|b', address: 'c' }),
      questionId({ key: 'a', address: 'b|c' }),
    );
  });
});
