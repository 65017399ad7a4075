import assert from 'node:assert/strict';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { inChannel, scan, shownTexts } from '../support/scans.js';
import { cardText, defanged, forwardOnCard, startWorld, type World } from '../support/world.js';
import { scenarioWithMail, zappedOnCard } from '../support/zap-world.js';
import { inboxWarden } from './cli-process.js';

const ida = 'ida@contoso.example';

describe('mailbox, over the whole product', function () {
  this.timeout(240_000);
  let world: World;
  let destination: string;

  before(async () => {
    world = await startWorld({ scenario: scenarioWithMail({ [DEMO.contoso]: {} }) });
    const { message, destination: told } = await forwardOnCard(world, { mailbox: ida });
    destination = told;
    await world.channel.press({ as: DEMO.approver, messageId: message.id, verb: 'alert.remove' });
    await world.until('the forward is removed', () =>
      cardText(world, message.id).includes('Forward removed'),
    );
    await zappedOnCard(world, { subject: 'Asked about **x**', recipients: [ida] });
    await scan(world);
  });
  after(async () => {
    assert.deepEqual(world.simulator.violations(), [], 'the product broke a rule of Microsoft 365');
    await world.stop();
  });

  async function ask(
    text: string,
    as: string = DEMO.approver,
    where: 'channel' | 'personal' = 'channel',
  ): Promise<string> {
    const place = where === 'channel' ? inChannel : ({ place: 'personal', as } as const);
    const answers = (): ReturnType<typeof world.channel.messages> =>
      world.channel.messages(place).filter(({ author }) => author.kind === 'bot');
    const before = new Set(answers().map(({ id }) => id));
    await world.channel.say({
      ...(where === 'channel' ? inChannel : { place: 'personal' }),
      as,
      text,
    });
    const answer = await world.until(
      `an answer to '${text}'`,
      () => answers().find(({ id }) => !before.has(id)),
      45_000,
    );
    return shownTexts(answer.card).join('\n');
  }

  it('tells in one card what was found, decided, done and taken away, in time order', async () => {
    const words = await ask(`mailbox ${ida}`);
    const steps = [
      /Message "Asked about \*\*x\*\*" from \S+: phishing; taken away, exposed/,
      /The forward was removed\. Verified by reading the mailbox again/,
      /Removing the forward was ordered\.\n by Avery Approver, [0-9A-Z]{5}-[0-9A-Z]{5}/,
      /An external forward was found to /,
    ];
    for (const step of steps) assert.match(words, step);
    const forwardSteps = steps.slice(1).map((step) => words.search(step));
    assert.deepEqual(
      forwardSteps,
      [...forwardSteps].sort((a, b) => a - b),
      'the newest first',
    );
    assert.ok(words.includes(`An external forward was found to ${defanged(destination)}`));
    assert.doesNotMatch(words, /It forwards outside/);
    assert.match(words, /Forwards: last read completely /);
    assert.match(words, /Zapped mail: last looked for|Zapped mail: never looked for/);
    const [id = ''] = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(words) ?? [];
    assert.match(await ask(`show ${id}`), /Zero-hour auto purge|Forward removed/);
  });

  it('says of a mailbox of which nothing is stored what that rests on', async () => {
    const words = await ask('mailbox nobody@contoso.example');
    assert.match(words, /nobody@contoso\[\.\]example: nothing stored/);
    assert.match(words, /alerts and decisions are recorded since/);
    assert.match(await ask('mailbox x@elsewhere.example'), /No watched tenant .* owns the domain/);
    assert.match(await ask('mailbox'), /Which mailbox\?/);
  });

  it('is told to nobody without rights outside of the security channel', async () => {
    for (const as of [DEMO.analyst, DEMO.guest]) {
      assert.match(await ask(`mailbox ${ida}`, as, 'personal'), /Not here/);
    }
    assert.match(await ask(`mailbox ${ida}`, DEMO.approver, 'personal'), /entries stored/);
  });

  it('is the same on the command line, with nothing left out', async () => {
    const { WARDEN_STORAGE = '', WARDEN_STORAGE_PREFIX = '' } = world.settings;
    const env = { WARDEN_STORAGE, WARDEN_STORAGE_PREFIX };
    const [table, json, none, wrong] = await Promise.all([
      inboxWarden(['mailbox', ida], env),
      inboxWarden(['mailbox', ida, '--format', 'json'], env),
      inboxWarden(['mailbox', 'nobody@contoso.example'], env),
      inboxWarden(['mailbox', 'contoso.example'], env),
    ]);
    assert.equal(
      table.exitCode,
      2,
      'the command line does not ask the tenant: not everything is known',
    );
    assert.match(table.out, /An external forward was found to /);
    assert.match(table.out, /Removing the forward was ordered\. By Avery Approver\./);
    const { facts, complete } = JSON.parse(json.out) as {
      readonly facts: readonly { readonly kind: string; readonly at: string }[];
      readonly complete: boolean;
    };
    assert.equal(complete, false);
    assert.deepEqual([...new Set(facts.map(({ kind }) => kind))].sort(), [
      'decision',
      'forward',
      'zapped',
    ]);
    assert.deepEqual(
      facts.map(({ at }) => at),
      facts
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    assert.match(none.out, /Nothing is stored about it\./);
    assert.deepEqual([none.exitCode, wrong.exitCode], [2, 3]);
    assert.match(wrong.err, /expected one e-mail address/);
  });
});
