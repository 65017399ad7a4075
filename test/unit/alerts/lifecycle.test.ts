import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  alertEvents,
  alertStates,
  hasEnded,
  isUndecided,
  nextState,
  type AlertEvent,
  type AlertState,
} from '../../../src/alerts/lifecycle.js';

/** Written down a second time, from the words of the design: a cell that differs is a decision somebody must explain. */
const expected: Readonly<Record<AlertState, Partial<Record<AlertEvent, AlertState>>>> = {
  open: {
    changed: 'open',
    approve: 'approved',
    acknowledge: 'resolved',
    remove: 'removing',
    gone: 'resolved',
  },
  approved: {
    changed: 'open',
    'changed-approved': 'approved',
    revoke: 'open',
    expire: 'open',
    remove: 'removing',
    gone: 'resolved',
  },
  removing: { removed: 'removed', refused: 'open', 'remove-failed': 'failed' },
  removed: { undo: 'restoring', returned: 'open', 'returned-approved': 'approved' },
  restoring: { restored: 'open', 'restore-failed': 'removed' },
  resolved: { returned: 'open', 'returned-approved': 'approved' },
  failed: {
    changed: 'open',
    approve: 'approved',
    acknowledge: 'resolved',
    remove: 'removing',
    removed: 'removed',
    gone: 'resolved',
  },
};

describe('The life of an alert', () => {
  for (const state of alertStates) {
    it(`knows exactly these ways out of ${state}: ${Object.keys(expected[state]).join(', ')}`, () => {
      for (const event of alertEvents) {
        assert.equal(nextState(state, event), expected[state][event], event);
      }
    });
  }

  it('never leaves the table, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...alertEvents), { maxLength: 60 }), (events) => {
        let state: AlertState = 'open';
        for (const event of events) {
          state = nextState(state, event) ?? state;
          assert.ok(alertStates.includes(state));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('lets a person decide only where the thing may still be there', () => {
    for (const state of alertStates) {
      const decidable = nextState(state, 'approve') !== undefined;
      assert.equal(decidable, isUndecided(state), state);
      if (hasEnded(state)) assert.equal(nextState(state, 'remove'), undefined, state);
    }
  });

  it('has a way out of every state', () => {
    for (const state of alertStates) {
      assert.ok(
        alertEvents.some((event) => ![undefined, state].includes(nextState(state, event))),
        state,
      );
    }
  });
});
