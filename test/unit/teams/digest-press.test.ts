import assert from 'node:assert/strict';
import { parsePress, parseSubmit } from '../../../src/adapters/teams/press-data.js';

describe('A press on a digest', () => {
  const data = { v: 1, week: 202647, section: 'forwards' };

  it('names a week and a section, from new clients and old', () => {
    const target = { kind: 'digest', week: 202647, section: 'forwards' };
    assert.deepEqual(parsePress('digest.details', data)?.target, target);
    assert.deepEqual(parseSubmit({ verb: 'digest.details', ...data })?.target, target);
  });

  const wrong: readonly unknown[] = [
    { ...data, v: 2 },
    { ...data, week: '202647' },
    { ...data, week: 202647.5 },
    { ...data, week: -1 },
    { ...data, week: 1e9 },
    { ...data, section: 'toString' },
    { ...data, section: '__proto__' },
    { ...data, section: ['forwards'] },
    { ...data, alertId: 'K3F7Q-9D2MA' },
    { v: 1, week: 202647 },
    JSON.parse('{"v":1,"week":202647,"section":"forwards","__proto__":1}'),
    null,
    'forwards',
  ];
  for (const [i, bad] of wrong.entries()) {
    it(`is refused with anything else (${i + 1})`, () => {
      assert.equal(parsePress('digest.details', bad), undefined);
    });
  }
});
