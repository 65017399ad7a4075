import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Secret } from '../../../src/lib/secret.js';

describe('Secret', () => {
  const secret = Secret.of('hunter2');

  it('gives its text to whoever asks for it by name', () => {
    assert.equal(secret.reveal(), 'hunter2');
  });

  it('does not give it to printing, joining, serialising or inspecting', () => {
    const ways = [
      String(secret),
      secret.toString(),
      JSON.stringify({ secret }),
      inspect({ secret }, { showHidden: true, depth: 5 }),
      JSON.stringify(Object.entries(secret)),
    ];
    assert.ok(ways.every((text) => !text.includes('hunter2')));
  });
});
