import assert from 'node:assert/strict';
import { capturedTerminal } from './captured-terminal.js';

async function run(args: readonly string[], env: Record<string, string> = {}) {
  // Loaded as the commands load theirs: the test runner would otherwise have two copies of each error class.
  const { runProgram } = await import('../../../src/cli/program.js');
  const captured = capturedTerminal();
  const exitCode = await runProgram(args, { env, terminal: captured.terminal });
  return { exitCode, out: captured.out(), err: captured.err() };
}

const reader = {
  WARDEN_READER_ID: '22222222-2222-4222-8222-222222222222',
  WARDEN_READER_SECRET: 'never-printed',
  WARDEN_TENANTS:
    '[{"tenantId":"11111111-1111-4111-8111-111111111111","name":"Twin"},{"tenantId":"33333333-3333-4333-8333-333333333333","name":"twin"}]',
};

describe('the command line', () => {
  for (const args of [
    [],
    ['scan'],
    ['audit'],
    ['scna'],
    ['scan', 'forwrds'],
    ['scan', 'forwards', '--fromat', 'csv'],
    ['scan', 'forwards', '--format', 'xml'],
    ['scan', 'forwards', '--tenant'],
    ['scan', 'forwards', 'surplus'],
    ['demo', '--port', '70000'],
  ]) {
    it(`answers "${args.join(' ')}" with help on standard error and 3`, async () => {
      const { exitCode, out, err } = await run(args);
      assert.equal(exitCode, 3);
      assert.equal(out, '');
      assert.match(err, /inbox-warden/);
      assert.ok(err.split('\n').length < 40);
    });
  }

  it('shows help and version on standard output and ends with 0', async () => {
    const help = await run(['--help']);
    assert.deepEqual([help.exitCode, help.err], [0, '']);
    assert.match(help.out, /scan[^]*alerts[^]*audit[^]*doctor[^]*requeue[^]*demo[^]*Exit codes: 0/);
    const version = await run(['--version']);
    assert.equal(version.exitCode, 0);
    assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
  });

  it('lists every missing setting at once and ends with 3', async () => {
    const { exitCode, out, err } = await run(['scan', 'forwards']);
    assert.equal(exitCode, 3);
    assert.equal(out, '');
    assert.match(err, /WARDEN_READER_ID[^]*WARDEN_TENANTS/);
    for (const command of [['alerts'], ['audit', 'verify'], ['audit', 'head'], ['requeue']]) {
      const answer = await run(command);
      assert.equal(answer.exitCode, 3, command.join(' '));
      assert.match(answer.err, /WARDEN_STORAGE/);
    }
  });

  it('refuses a tenant or a mailbox that it would have to guess', async () => {
    const scan = (...args: string[]) => run(['scan', 'forwards', ...args], reader);
    const cases: [string[], RegExp][] = [
      [['--tenant', 'Nobody'], /no tenant among 2 has the id or the name "Nobody"/],
      [['--tenant', 'TWIN'], /several tenants; say one of these ids: 1111.*, 3333/],
      [['--mailbox', 'a@b.example'], /say with --tenant in which tenant/],
      [['--mailbox', '*'], /expected an SMTP address/],
      [['--mailbox', ''], /expected an SMTP address/],
      [['--tenant', ''], /no tenant among 2/],
    ];
    for (const [args, says] of cases) {
      const { exitCode, out, err } = await scan(...args);
      assert.deepEqual([exitCode, out], [3, ''], args.join(' '));
      assert.match(err, says);
    }
  });

  it('refuses an anchor without its tenant, and a state that does not exist', async () => {
    const anchor = await run(['audit', 'verify', '--anchor', `1:${'a'.repeat(64)}`]);
    assert.equal(anchor.exitCode, 3);
    assert.match(anchor.err, /name it with --tenant/);
    const state = await run(['alerts', '--state', 'closed']);
    assert.equal(state.exitCode, 3);
    assert.match(state.err, /expected one or more of waiting, all, open/);
  });
});
