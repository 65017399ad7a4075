import assert from 'node:assert/strict';
import { capturedTerminal } from './captured-terminal.js';

async function run(...args: readonly string[]) {
  const { runProgram } = await import('../../../src/cli/program.js');
  const captured = capturedTerminal();
  const exitCode = await runProgram(['export', ...args], { env: {}, terminal: captured.terminal });
  return { exitCode, out: captured.out(), err: captured.err() };
}

describe('inbox-warden export', () => {
  for (const [args, says] of [
    [['secrets'], /expected one of forwards, alerts, approvals, audit, zap, spam, digest/],
    [['=cmd'], /expected one of/],
    [['audit', '--days', '0'], /"audit" goes back 1 to/],
    [['audit', '--days', '-3'], /"audit" goes back 1 to|argument missing|unknown option/],
    [['audit', '--days', '1e3'], /"audit" goes back 1 to/],
    [['spam', '--days', '92'], /"spam" goes back 1 to 91 days/],
    [['audit', '--week', '2026-W48'], /"audit" takes --days/],
    [['digest', '--days', '7'], /"digest" takes a --week/],
    [['digest', '--week', 'last'], /expected an ISO week/],
    [['audit', '--format', 'json'], /unknown option/],
    [[], /missing required argument/],
    [['audit'], /WARDEN_STORAGE/],
  ] as const) {
    it(`says what is wrong with "${args.join(' ')}" and ends with 3`, async () => {
      const { exitCode, out, err } = await run(...args);
      assert.equal(exitCode, 3);
      assert.equal(out, '');
      assert.match(err, says);
    });
  }
});
