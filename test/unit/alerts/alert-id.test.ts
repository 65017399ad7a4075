import assert from 'node:assert/strict';
import fc from 'fast-check';
import { alertIdOf, parseAlertId } from '../../../src/alerts/alert.js';
import { anyTenantId, anyText } from '../../support/arbitraries.js';
import { forward, type contoso } from '../../support/sample-findings.js';

describe('The id of an alert', () => {
  it('is the same for the same tenant, kind and identity, and for nothing else', () => {
    const id = alertIdOf(forward('a', 'x'));
    assert.equal(id, alertIdOf(forward('a', 'y', { severity: 'low', facts: {} })));
    assert.notEqual(id, alertIdOf(forward('b', 'x')));
    assert.notEqual(id, alertIdOf(forward('a', 'x', { kind: 'unreadable' })));
    const other = '22222222-2222-4222-8222-222222222222' as typeof contoso.id;
    assert.notEqual(id, alertIdOf(forward('a', 'x', { tenantId: other })));
  });

  it('does not change between versions', () => {
    assert.equal(alertIdOf(forward('a', 'x')), 'D5K1Y-D6SBV');
  });

  it('is read back from however a person types it', () => {
    fc.assert(
      fc.property(
        anyTenantId,
        anyText,
        fc.infiniteStream(fc.nat(2)),
        (tenantId, identity, picks) => {
          const id = alertIdOf({ tenantId, kind: 'forward', identity });
          const typed = Array.from(id, (char) => spelled(char, picks.next().value as number)).join(
            '',
          );
          for (const text of [id, typed, typed.replace('-', ''), `  ${typed}\n`]) {
            assert.equal(parseAlertId(text), id);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  for (const text of [
    '',
    '-',
    'K3F7Q',
    'K3F7Q-9D2M',
    'K3F7Q-9D2MAA',
    'K3F7Q--9D2MA',
    'K3F-7Q9D2MA',
    'U3F7Q-9D2MA',
    'K3F7Q-9D2M!',
    'K3F7Q 9D2MA',
    "K3F7Q-9D2MA' or 1 eq 1",
    '../alert/K3F7Q',
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.equal(parseAlertId(text), undefined);
    });
  }

  it('never throws, and gives only what the stores take as a key', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const id = parseAlertId(text);
        assert.ok(id === undefined || /^[0-9A-Z]{5}-[0-9A-Z]{5}$/.test(id));
      }),
    );
  });
});

/** The look-alikes that people type. */
function spelled(char: string, pick: number): string {
  const alikes: Readonly<Record<string, string>> = { '0': '0Oo', '1': '1lI' };
  const choice = alikes[char];
  if (choice !== undefined) return choice[pick] ?? char;
  return pick === 0 ? char : char.toLowerCase();
}
