import assert from 'node:assert/strict';
import { forwardFactsJson, type ForwardFacts } from '../../../src/forwards/facts.js';
import { forward, contoso } from '../../support/sample-findings.js';
import { mallory } from '../../support/desk.js';
import { recordOf } from '../zap-show/fixture.js';
import { fabrikam, otherChannel } from './commands-desk.js';
import { wordsOf, ZapBench } from './zap-bench.js';

const facts: ForwardFacts = {
  mailboxId: 'aaaaaaaa-0000-0000-0000-000000000001',
  userPrincipalName: 'ida@contoso.example',
  primarySmtpAddress: 'ida@contoso.example',
  displayName: 'Ida',
  recipientType: 'UserMailbox',
  forwardingSmtpAddress: 'smtp:drop@evil.example',
  forwardingAddress: null,
  keepsCopy: true,
  destinations: [
    { address: 'Drop@evil.example', label: 'x', vector: 'mailbox-smtp', placement: 'external', dormant: false },
    { address: 'bo@contoso.example', label: 'x', vector: 'mailbox-recipient', placement: 'internal', dormant: false },
  ],
  outsideCount: 1,
  reasons: ['keeps-copy'],
}; // prettier-ignore

describe('who', () => {
  let bench: ZapBench;
  beforeEach(async () => {
    bench = new ZapBench();
    await bench.desk.ready;
  });

  const ask = async (text: string): Promise<string> => wordsOf(await bench.say(`who ${text}`));
  const store = async (): Promise<void> => {
    await bench.store(recordOf({ tenantId: contoso.id }));
    await bench.store(recordOf({ tenantId: fabrikam.id, at: '2026-11-22T09:01:00.000Z' }));
    await bench.desk.settle([forward('ida', 'evil.example', { facts: forwardFactsJson(facts) })]);
  };

  it('finds messages and forwards of every tenant, the newest first', async () => {
    await store();
    const card = await bench.say('who evil.example');
    assert.match(wordsOf(card), /2 messages and 1 forward/);
    assert.deepEqual(
      card?.rows?.map(
        (row) => /Fabrikam|Contoso/.exec(wordsOf({ ...card, data: row, rows: [] }))?.[0],
      ),
      ['Fabrikam', 'Contoso', 'Contoso'],
    );
  });

  for (const [text, expected] of [
    ['evil[.]example', /2 messages and 1 forward/],
    ['drop@evil.example', /: 1 forward/],
    ['drop[@]evil[.]example', /: 1 forward/],
    ['ida@contoso.example', /: 1 forward/],
    ['pay@evil.example', /: 2 messages/],
    ['ana.costa@contoso.example', /: 2 messages/],
    ['203.0.113.9', /: 2 messages[^]*203\.0\.113\.0|: 2 messages/],
    ['203.0.113.77', /: 2 messages[^]*same network/],
    ['login.evil.example', /: 2 messages/],
    ['bo@contoso.example', /nothing stored/],
    ['198.51.100.1', /nothing stored/],
    ['other.example', /nothing stored/],
  ] as const) {
    it(`${text}: ${expected.source}`, async () => {
      await store();
      assert.match(await ask(text), expected);
    });
  }

  it('says that nothing is stored, and that only what is stored was searched', async () => {
    const words = await ask('evil.example');
    assert.match(words, /nothing stored/);
    assert.match(words, /Only what Inbox Warden has stored is searched/);
  });

  it('says of a forward whether it has ended', async () => {
    await store();
    assert.match(await ask('drop@evil.example'), /not ended/);
    await bench.desk.settle([]);
    assert.match(await ask('drop@evil.example'), /Alert [A-Z0-9-]+, ended/);
  });

  it('searches no tenant that is watched no longer', async () => {
    await store();
    bench.tenants = [fabrikam];
    await bench.services.registry.refresh();
    assert.match(await ask('evil.example'), /: 1 message\n/);
  });

  for (const text of [
    '',
    'https://evil.example/x',
    'a@x.example, b@x.example',
    '*',
    'evil',
    '%00',
  ]) {
    it(`asks back for ${JSON.stringify(text)}`, async () => {
      await store();
      assert.match(await ask(text), /^Who\?\n/);
    });
  }

  it('writes no address that could be clicked', async () => {
    await store();
    assert.doesNotMatch(await ask('evil.example'), /@evil\.example|[^.]evil\.example/);
  });

  it('is refused to people who may not read, outside of the security channel', async () => {
    await store();
    const card = await bench.say('who evil.example', mallory, otherChannel);
    assert.equal(card?.data['title'], 'Not here');
  });
});
