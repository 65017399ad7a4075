import assert from 'node:assert/strict';
import fc from 'fast-check';
import { evaluateOpath, parseOpath } from '../../../src/simulator/exchange/opath.js';
import { OpathError } from '../../../src/simulator/exchange/opath-lexer.js';

const PROPERTIES = ['ForwardingSmtpAddress', 'ForwardingAddress', 'DeliverToMailboxAndForward'];

function matches(
  filter: string,
  row: Record<string, string | boolean | null>,
): boolean | undefined {
  return evaluateOpath(parseOpath(filter, PROPERTIES), (property) => row[property]);
}

describe('OPATH filters', () => {
  const row = {
    ForwardingSmtpAddress: 'smtp:Lila@Fabrikam.example',
    ForwardingAddress: null,
    DeliverToMailboxAndForward: true,
  };

  it('compare with null, booleans and text', () => {
    assert.equal(matches('ForwardingSmtpAddress -ne $null', row), true);
    assert.equal(matches('ForwardingAddress -ne $null', row), false);
    assert.equal(matches('DeliverToMailboxAndForward -eq $true', row), true);
    assert.equal(matches("ForwardingSmtpAddress -eq 'lila@fabrikam.example'", row), true);
  });

  it('match a wildcard only with the prefix', () => {
    assert.equal(matches("ForwardingSmtpAddress -like 'lila*'", row), false);
    assert.equal(matches("ForwardingSmtpAddress -like 'smtp:lila*'", row), true);
    assert.equal(matches("ForwardingSmtpAddress -notlike '*@fabrikam.example'", row), false);
  });

  it('join with -and, -or, -not and parentheses, from left to right', () => {
    const [yes, no] = ['ForwardingAddress -eq $null', 'ForwardingAddress -ne $null'];
    assert.equal(matches(`${yes} -or ${yes} -and ${no}`, row), false);
    assert.equal(matches(`${yes} -or (${yes} -and ${no})`, row), true);
    assert.equal(matches(`-not (${no})`, row), true);
  });

  it('are undecided exactly when an unknown value decides', () => {
    const known = { ForwardingAddress: null };
    const or = 'ForwardingAddress -eq $null -or ForwardingSmtpAddress -ne $null';
    assert.equal(matches(or, known), true);
    assert.equal(matches(or.replace('-or', '-and'), known), undefined);
  });

  it('refuse everything else', () => {
    const bad = [
      '',
      'ForwardingAddress',
      'ForwardingAddress -eq',
      'Nope -eq $null',
      'ForwardingAddress -gt 1',
      'ForwardingAddress -eq $other',
      '(ForwardingAddress -eq $null',
      'ForwardingAddress -eq $null)',
      "ForwardingAddress -eq 'open",
      'ForwardingAddress -like $null',
    ];
    for (const filter of bad)
      assert.throws(() => parseOpath(filter, PROPERTIES), OpathError, filter);
  });

  it('read back any quoted text as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const filter = `ForwardingAddress -eq '${value.replaceAll("'", "''")}'`;
        const parsed = parseOpath(filter, PROPERTIES);
        assert.ok(parsed.kind === 'comparison');
        assert.equal(parsed.value, value);
      }),
    );
  });
});
