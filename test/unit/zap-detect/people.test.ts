import assert from 'node:assert/strict';
import { indexPeople, ownSideOf } from '../../../src/zap/people.js';
import { alice, bob, people, person } from './fixture.js';

describe('the index of people', () => {
  const index = indexPeople(people);
  it('knows a person by every address and by the user principal name, in any case', () => {
    for (const name of [
      'alice@contoso.example',
      'ALICE@alias.contoso.example ',
      'A.Smith@corp.contoso.example',
    ]) {
      assert.equal(index.personOf(name), alice, name);
      assert.equal(index.addressOf(name), 'alice@contoso.example');
    }
  });
  it('leaves the address of a stranger as it is, in lower case', () => {
    assert.equal(index.personOf('X@else.example'), undefined);
    assert.equal(index.addressOf('X@else.example'), 'x@else.example');
    assert.equal(index.isAccountOf('X@else.example', 'x@else.example'), true);
  });
  it('ties an account to the addresses of its owner and to no others', () => {
    assert.equal(index.isAccountOf('a.smith@corp.contoso.example', 'alice@contoso.example'), true);
    assert.equal(index.isAccountOf('a.smith@corp.contoso.example', 'bob@contoso.example'), false);
  });
  it('is not fooled by a user principal name that is the address of somebody else', () => {
    const mallory = person('mallory', 'bob@contoso.example');
    for (const order of [
      [bob, mallory],
      [mallory, bob],
    ]) {
      const tricky = indexPeople(order);
      assert.equal(tricky.personOf('bob@contoso.example'), bob);
      assert.equal(tricky.addressOf('bob@contoso.example'), 'bob@contoso.example');
      // As an account it is a user principal name.
      assert.ok(tricky.isAccountOf('bob@contoso.example', 'mallory@contoso.example'));
      assert.ok(!tricky.isAccountOf('bob@contoso.example', 'bob@contoso.example'));
    }
  });
  it('does not tie people without an address together', () => {
    const nobody = { ...person('x'), addresses: [], userPrincipalName: '' };
    assert.equal(indexPeople([nobody]).personOf(''), undefined);
  });
});

describe('whom the analysis defends', () => {
  it('is everybody by name and primary address, and the domains of all addresses', () => {
    assert.deepEqual(ownSideOf(people), {
      domains: ['alias.contoso.example', 'contoso.example'],
      people: [
        { name: 'alice', address: 'alice@contoso.example' },
        { name: 'bob', address: 'bob@contoso.example' },
      ],
    });
  });
});
