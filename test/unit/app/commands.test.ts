import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CommandPlace } from '../../../src/app/commands/command.js';
import { commands, findCommand } from '../../../src/app/commands/dispatch.js';
import { anyText } from '../../support/arbitraries.js';
import { avery, blake, channelRef, guest, mallory } from '../../support/desk.js';
import { contoso, forward, idOf } from '../../support/sample-findings.js';
import { CommandDesk, otherChannel, personalChat, securityChannel } from './commands-desk.js';

function found(text: string): string | undefined {
  const match = findCommand(text);
  return match && `${match.command.name}|${match.argument}`;
}

describe('The grammar of commands', () => {
  for (const [text, expected] of [
    ['help', 'help|'],
    ['  HELP  ', 'help|'],
    ['/status', 'status|'],
    ['scan forwards', 'scan forwards|'],
    ['Scan   Forwards   Contoso  Ltd', 'scan forwards|Contoso Ltd'],
    ['scan\tforwards\nada@contoso.example', 'scan forwards|ada@contoso.example'],
    ['show K3F7Q-9D2MA', 'show|K3F7Q-9D2MA'],
    ['use this channel', 'use this channel|'],
    ['approvals', 'approvals|'],
    ['revoke K3F7Q-9D2MA', 'revoke|K3F7Q-9D2MA'],
    ['scan', undefined],
    ['scan forwardsx', undefined],
    ['helpme', undefined],
    ['alertss', undefined],
    ['please help', undefined],
    ['//status', undefined],
    ['', undefined],
  ] as const) {
    it(`reads ${JSON.stringify(text)} as ${expected ?? 'nothing'}`, () => {
      assert.equal(found(text), expected);
    });
  }

  it('never throws, and finds only what the text begins with', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const match = findCommand(text);
        if (match)
          assert.ok(
            text
              .trim()
              .toLowerCase()
              .includes(match.command.name.split(' ')[0] ?? '?'),
          );
      }),
    );
  });

  it('lists every command in the help, once', async () => {
    const card = await new CommandDesk().say('help', mallory, otherChannel);
    assert.deepEqual(
      card?.rows?.map((row) => String(row['command'])),
      commands.map(({ usage }) => usage),
    );
  });

  it('shows the help for what it does not understand, and does nothing', async () => {
    const desk = new CommandDesk();
    const card = await desk.say('remove everything', avery);
    assert.equal(card?.template, 'help');
    assert.deepEqual(await desk.jobs(), []);
  });
});

const places: Readonly<Record<string, CommandPlace>> = {
  'the security channel': securityChannel,
  'another channel': otherChannel,
  'personal chat': personalChat,
};

const persons = {
  approver: avery,
  reader: blake,
  nobody: mallory,
  guest,
  unverified: { ...mallory, objectId: 'b0000000-0000-4000-8000-000000000009' },
} as const;

/** Who may say what where, from the words of the design. */
function may(who: keyof typeof persons, where: string, access: string): boolean {
  if (access === 'anyone' || who === 'approver') return true;
  if (access === 'exporter') return who === 'reader';
  return access === 'reader' && (where === 'the security channel' || who === 'reader');
}

describe('The access table of commands', () => {
  for (const command of commands) {
    it(`${command.name}: who may say it where`, async () => {
      for (const [who, actor] of Object.entries(persons)) {
        for (const [where, place] of Object.entries(places)) {
          const desk = new CommandDesk();
          desk.desk.answers.set(blake.objectId, 'not-approver');
          desk.desk.answers.set(persons.unverified.objectId, 'unverified');
          desk.readers.add(blake.objectId);
          const card = await desk.say(command.name, actor, place);
          const refused =
            card?.template === 'notice' && /^Not (done|here)$/.test(String(card.data['title']));
          const elsewhere = command.name === 'use this channel' && where === 'personal chat';
          const allowed = may(who as keyof typeof persons, where, command.access);
          assert.equal(refused, !allowed || elsewhere, `${who} in ${where}`);
          if (!allowed) {
            assert.deepEqual([await desk.jobs(), desk.replies], [[], []], `${who} in ${where}`);
            assert.equal((await desk.desk.channels.current())?.row.channelId, channelRef.channelId);
          }
        }
      }
    });
  }

  it('is read in lower case', async () => {
    const desk = new CommandDesk();
    desk.readers.add(mallory.objectId.toLowerCase());
    const actor = { ...mallory, objectId: mallory.objectId.toUpperCase() };
    const card = await desk.say('alerts', actor, personalChat);
    assert.doesNotMatch(String(card?.data['title']), /^Not /);
  });

  it('knows no security channel before one is chosen', async () => {
    const desk = new CommandDesk({ bare: true });
    const noChannel = { ...securityChannel, channelId: undefined };
    const card = await desk.say('alerts', mallory, noChannel);
    assert.equal(card?.data['title'], 'Not here');
  });
});

describe('What commands do', () => {
  let desk: CommandDesk;
  beforeEach(() => {
    desk = new CommandDesk();
  });

  it('alerts: lists what waits, and says of an empty list what it does not mean', async () => {
    const empty = await desk.say('alerts');
    assert.match(String(empty?.data['text']), /not what has been read/);
    await desk.desk.settle([forward('ada', 'x'), forward('bob', 'x')]);
    const card = await desk.say('alerts');
    assert.equal(card?.rows?.length, 2);
  });

  it('approvals: lists those that hold now, and no other', async () => {
    await desk.desk.press('alert.approve', await desk.desk.raise('ada', 'x'), {
      inputs: { reason: 'agreed', expires: '30' },
    });
    assert.equal((await desk.say('approvals'))?.rows?.length, 1);
    await desk.desk.clock.advance(31 * 86_400_000);
    assert.match(String((await desk.say('approvals'))?.data['title']), /No approvals/);
  });

  it('revoke: takes an approval back, but not for the own mailbox', async () => {
    const { desk: alerts } = desk;
    alerts.target.set('ada', 'x');
    await alerts.settle([forward('ada', 'x', { subjectObjectId: blake.objectId })]);
    await alerts.deliverAll();
    await alerts.press('alert.approve', await alerts.alert('ada'));
    const own = await desk.say(`revoke ${idOf('ada')}`, blake);
    assert.match(String(own?.data['text']), /own mailbox/);
    assert.equal((await alerts.alert('ada')).state, 'approved');
    await desk.say(`revoke ${idOf('ada').toLowerCase()}`, avery);
    assert.equal((await alerts.alert('ada')).state, 'open');
    const again = await desk.say(`revoke ${idOf('ada')}`, avery);
    assert.match(String(again?.data['title']), /Nothing to revoke/);
  });

  for (const command of ['show', 'revoke'] as const) {
    it(`${command}: asks back for what is no id, and says when there is none`, async () => {
      const unclear = await desk.say(`${command} this one`);
      assert.match(String(unclear?.data['title']), /^Which/);
      const unknown = await desk.say(`${command} ${idOf('nobody')}`);
      assert.equal(unknown?.data['title'], 'Not found');
    });
  }

  it('show: posts a card whose buttons work in the security channel, and one for reading elsewhere', async () => {
    await desk.desk.raise('ada', 'x');
    const elsewhere = await desk.say(`show ${idOf('ada')}`, avery, personalChat);
    assert.equal(elsewhere?.data['nonce'], '');
    assert.equal(await desk.say(`show ${idOf('ada')}`), undefined);
    const [reply] = desk.replies;
    const answer = await desk.desk.press('alert.approve', await desk.desk.alert('ada'), {
      nonce: String(reply?.card.data['nonce']),
      conversationId: securityChannel.conversationId,
      messageId: 'r1',
    });
    assert.equal(answer.kind, 'card');
    assert.equal((await desk.desk.alert('ada')).state, 'approved');
  });

  it('use this channel: chooses it, and what waited comes at once', async () => {
    const bare = new CommandDesk({ bare: true });
    await bare.desk.settle([forward('ada', 'x')]);
    await bare.desk.deliver();
    await bare.say('use this channel', avery, otherChannel);
    const chosen = (await bare.desk.channels.current())?.row;
    assert.deepEqual(
      [chosen?.channelId, chosen?.chosenBy],
      [otherChannel.channelId, avery.objectId],
    );
    await bare.desk.deliver();
    assert.equal(bare.desk.channel.shown().length, 1);
    assert.equal(
      bare.desk.channel.shown()[0]?.message.conversationId.split(';')[0],
      otherChannel.channelId,
    );
  });

  it('status: says how many tenants were read completely, and never "no forwards" of one that was not', async () => {
    const at = desk.desk.clock.now().toISOString();
    const base = {
      name: 'n',
      since: at,
      inventoried: true,
      failuresInRow: 0,
      lastReadAt: at,
      lastFound: 0,
    };
    await desk.health.write({ ...base, tenantId: contoso.id, state: 'healthy' }, undefined);
    const [, second] = desk.tenants instanceof Error ? [] : desk.tenants;
    assert.ok(second);
    const cause = { code: 'consent-withdrawn' } as const;
    await desk.health.write({ ...base, tenantId: second.id, state: 'suspended', cause }, undefined);
    const card = await desk.say('status');
    assert.match(String(card?.data['title']), /^1 of 3 tenants/);
    const clean = card?.rows?.filter(({ value }) => /no external forwards/i.test(String(value)));
    assert.equal(clean?.length, 1);
    const values = card?.rows?.map(({ value }) => String(value)).join('\n') ?? '';
    assert.match(values, /Consent for the reader app was withdrawn/);
    assert.match(values, /not (yet )?read( yet)?/i);
  });

  it('scan forwards: owes one job a tenant, all of one run, and shows the progress where it was said', async () => {
    await desk.say('scan forwards');
    const jobs = await desk.jobs();
    assert.deepEqual(
      jobs.map((job) => job.kind === 'scan' && job.tenantId),
      desk.tenants instanceof Error ? [] : desk.tenants.map(({ id }) => id),
    );
    assert.equal(new Set(jobs.map((job) => job.kind === 'scan' && job.runId)).size, 1);
    assert.equal(desk.replies[0]?.card.template, 'scan-progress');
  });
});
