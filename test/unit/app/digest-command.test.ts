import assert from 'node:assert/strict';
import { showDigestPart } from '../../../src/app/digest-press.js';
import type { DetailSection } from '../../../src/digest/details.js';
import type { DigestRow } from '../../../src/digest/row.js';
import { sendDigests } from '../../../src/digest/send.js';
import { channelRef, mallory } from '../../support/desk.js';
import { digestServices, gathers } from '../../support/digest-services.js';
import { contoso } from '../../support/sample-findings.js';
import { CommandDesk, otherChannel, personalChat, securityChannel } from './commands-desk.js';

const dayMs = 86_400_000;

const hostile = '\u202e=cmd|\u200b ${1+1} **x** [y](https://evil.example/) <at>all</at>';
const forward: DigestRow = {
  ...{ section: 'forwards', tenantId: contoso.id, tenant: hostile, alertId: 'K3F7Q-9D2MA' },
  ...{ mailbox: hostile, destination: hostile, severity: 'high', state: 'open' },
  ...{ appeared: true, removed: false, approved: false, gone: false, waiting: true, minutes: 90 },
};

describe('The commands of the digest', () => {
  let desk: CommandDesk;
  let digest: CommandDesk['services']['digest'];

  beforeEach(() => {
    desk = new CommandDesk();
    digest = digestServices(desk.desk, desk.documents, gathers(forward));
    Object.assign(desk.services, { digest });
  });

  const text = async (...said: Parameters<CommandDesk['say']>): Promise<string> => {
    const card = await desk.say(...said);
    return [
      ...Object.values(card?.data ?? {}),
      ...(card?.rows ?? []).flatMap((row) => Object.values(row)),
    ].join(' ');
  };
  const shown = (): number => desk.desk.channel.shown().length;

  it('say when it comes, who set that, and the last one', async () => {
    assert.match(await text('digest'), /On, every Monday at 08:00 \(UTC\)\. The next: 12 Jan 2026/);
    assert.match(await text('digest'), /None has been posted yet/);
    assert.match(
      await text('digest at fri 16:30 europe/berlin'),
      /every Friday at 16:30 \(Europe\/Berlin\)\. The next: 9 Jan 2026, 16:30 CET\. Set by Avery/,
    );
    await desk.desk.done(sendDigests(digest));
    assert.match(await text('status'), /Weekly digest On, every Friday at 16:30/);
  });

  for (const said of [
    '',
    'Mon',
    'Mon 25:00',
    'Monday 8',
    'Mon 08:00 Mars/Olympus',
    'Mon 08:00 UTC x',
    'Mon 08:00 ../etc',
    '\u202eMon 08:00',
  ]) {
    it(`ask back for a time that is none: ${JSON.stringify(said)}`, async () => {
      assert.match(await text(`digest at ${said}`), /When\?|Which time zone\?/);
      assert.equal(await digest.book.settings(channelRef.channelId), undefined);
    });
  }

  it('turn it off and on, and status says so', async () => {
    assert.match(await text('digest off'), /Off\. When it is on, it comes every Monday/);
    assert.match(await text('status'), /Weekly digest Off/);
    await desk.desk.clock.advance(7 * dayMs);
    await desk.desk.done(sendDigests(digest));
    assert.equal(shown(), 0);
    assert.match(await text('digest on'), /On, every Monday at 08:00/);
  });

  it('show the running period as a preview, and claim and post nothing', async () => {
    const card = await desk.say('digest preview');
    assert.ok(card?.template === 'digest');
    assert.match(String(card.data['title']), /^Preview of week 3: 1 new forward/);
    assert.equal(card.data['showDetails'], false);
    assert.equal(shown(), 0);
    const editions: string[] = [];
    for await (const { edition } of digest.book.editions(channelRef.channelId)) {
      editions.push(edition.week);
    }
    assert.deepEqual(editions, []);
  });

  it('post it now once, and say when it was posted', async () => {
    assert.match(await text('digest now'), /The digest comes/);
    assert.deepEqual(await desk.jobs(), [{ kind: 'digest' }]);
    assert.match(await text('digest now'), /under way/);
    await desk.desk.done(sendDigests(digest));
    assert.equal(shown(), 1);
    assert.match(
      await text('digest now'),
      /The digest of 2026-W02 was posted at 5 Jan 2026, 08:00/,
    );
    assert.match(await text('digest'), /The last: 2026-W02, posted 5 Jan 2026/);
    await desk.desk.clock.advance(6 * dayMs);
    await desk.desk.done(sendDigests(digest));
    assert.equal(shown(), 1);
  });

  for (const said of ['digest now', 'digest off', 'digest on', 'digest at Mon 08:00']) {
    it(`let nobody but an approver say "${said}"`, async () => {
      for (const place of [securityChannel, otherChannel, personalChat]) {
        assert.match(await text(said, mallory, place), /Only an approver may say this/);
      }
      assert.equal(await digest.book.settings(channelRef.channelId), undefined);
      assert.deepEqual(await desk.jobs(), []);
    });
  }

  it('answer anybody in the security channel, and elsewhere only approvers and readers', async () => {
    for (const said of ['digest', 'digest preview']) {
      assert.doesNotMatch(await text(said, mallory), /Not here/);
      assert.match(await text(said, mallory, personalChat), /Not here/);
    }
  });

  it('have nothing to show without a security channel', async () => {
    await desk.desk.ready;
    await desk.desk.channels.forget(channelRef.channelId);
    for (const said of ['digest', 'digest preview', 'digest now', 'digest off']) {
      assert.match(await text(said), /No security channel yet/);
    }
    assert.match(await text('status'), /Weekly digest None without a security channel/);
  });

  describe('and the buttons on its card', () => {
    const press = async (
      section: DetailSection | 'summary',
      place = securityChannel,
      week = 202602,
    ): ReturnType<typeof showDigestPart> => {
      const pressed = { place, conversationId: place.conversationId, messageId: 'm1' };
      return showDigestPart(digest, pressed, { week, section });
    };

    beforeEach(async () => {
      await desk.desk.ready;
      await desk.desk.done(sendDigests(digest));
    });

    it('open the rows of a section, with attackers text made inert, and lead back', async () => {
      const answer = await press('forwards');
      assert.ok(answer.kind === 'card');
      const said = JSON.stringify(answer.card);
      assert.match(said, /K3F7Q-9D2MA/);
      assert.doesNotMatch(said, /https:\/\/|<at>|\u202e|\u200b/);
      const back = await press('summary');
      assert.deepEqual(back.kind === 'card' && back.card, desk.desk.channel.shown()[0]?.card);
    });

    it('do nothing outside of the security channel, and know no other week', async () => {
      for (const place of [otherChannel, personalChat]) {
        const answer = await press('forwards', place);
        assert.match(
          answer.kind === 'message' ? answer.text : '',
          /belongs to another conversation/,
        );
      }
      const other = await press('forwards', securityChannel, 202001);
      assert.match(other.kind === 'message' ? other.text : '', /not kept any more/);
    });
  });
});
