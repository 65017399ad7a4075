import assert from 'node:assert/strict';
import { rememberDomains } from '../../../src/app/own-domains.js';
import type { PressAnswer } from '../../../src/alerts/press.js';
import { refusals } from '../../../src/alerts/press-plan.js';
import { spamViews } from '../../../src/spam/view.js';
import { mallory } from '../../support/desk.js';
import { contoso } from '../../support/sample-findings.js';
import { serviceError } from '../zap-detect/fake-sources.js';
import { fabrikam, otherChannel, personalChat } from './commands-desk.js';
import { SpamBench } from './spam-bench.js';
import { wordsOf } from './zap-bench.js';

const hostile = '**bold** <at>all</at> ${evil}\u202Etxt.exe@attacker.example';

describe('spam: what is meant', () => {
  let bench: SpamBench;
  beforeEach(async () => {
    bench = new SpamBench();
    await rememberDomains(bench.documents, fabrikam.id, ['fabrikam.example']);
  });

  /** 'Contoso 14', or the title of the answer that asks back. */
  async function meant(text: string): Promise<string> {
    const card = await bench.say(`spam${text === '' ? '' : ` ${text}`}`);
    if (card) return `? ${String(card.data['title'])}`;
    const tenants = bench.tenants instanceof Error ? [] : bench.tenants;
    return (await bench.jobs())
      .map((job) => {
        assert.ok(job.kind === 'spam' && job.runId !== undefined);
        const name = tenants.find(({ id }) => id === job.tenantId)?.name ?? '?';
        return [name, job.mailbox, job.days].filter((part) => part !== undefined).join(' ');
      })
      .join(', ');
  }

  for (const [text, expected] of [
    ['', 'Contoso 7, Fabrikam 7, Woodgrove Bank 7'],
    ['14', 'Contoso 14, Fabrikam 14, Woodgrove Bank 14'],
    ['contoso', 'Contoso 7'],
    ['woodgrove bank 2d', 'Woodgrove Bank 2'],
    ['ida@fabrikam.example 3', 'Fabrikam ida@fabrikam.example 3'],
    ['fabrikam.example 30', 'Fabrikam 30'],
    ['0', '? How many days?'],
    ['contoso 31', '? How many days?'],
    ['contoso -3', '? Which tenant or mailbox?'],
    ['nobody 3', '? Which tenant or mailbox?'],
  ] as const) {
    it(`${JSON.stringify(text)} is ${expected}`, async () => {
      assert.equal(await meant(text), expected);
    });
  }
});

describe('spam: from the words to the card', () => {
  let bench: SpamBench;
  beforeEach(() => {
    bench = new SpamBench();
    bench.tenants = [contoso, fabrikam];
  });

  const last = (): string => wordsOf(bench.shown.at(-1));

  it('shows progress where it was said, and in the end the report in its place', async () => {
    bench.of(contoso).rows.push(bench.row());
    await bench.say('spam 2');
    assert.match(
      wordsOf(bench.replies[0]?.card),
      /Running: 0 of 2 tenants done\nMail flow, the last 2 days/,
    );
    await bench.work();
    assert.equal(bench.shown.at(-1)?.template, 'spam-report');
    assert.equal(bench.replies.length, 1);
    assert.match(last(), /tenant\nContoso\n1 unwanted from outside, 0 from its own people\./);
    assert.match(last(), /tenant\nFabrikam\n0 unwanted from outside, 0 from its own people\./);
  });

  it('says of nothing found in one tenant, while the other refuses, that not all was read', async () => {
    bench.of(fabrikam).fails = serviceError(403);
    await bench.say('spam 2');
    await bench.work();
    assert.match(last(), /not everything|Not read|could not be read/i);
  });

  /** How many days back Contoso was asked. */
  const daysBack = (): number => {
    const [span = ''] = bench.of(contoso).asked;
    const from = Date.parse(span.split(' ')[0] ?? '');
    return (bench.desk.clock.now().getTime() - from) / 86_400_000;
  };

  it('reads the days asked, and those that they are compared with, of that tenant alone', async () => {
    await bench.say('spam contoso 10');
    await bench.work();
    assert.ok(daysBack() > 19, `${daysBack()} days`);
    assert.deepEqual(bench.of(fabrikam).asked, []);
  });

  it('reads a few days and what is usual when nobody asked, and shows nothing', async () => {
    await bench.queue.send({ kind: 'spam', tenantId: contoso.id });
    await bench.work();
    assert.ok(daysBack() > 3 && daysBack() < 18, `${daysBack()} days`);
    assert.deepEqual(bench.shown, []);
  });

  it('shows what attackers wrote as text and nothing else', async () => {
    bench.of(contoso).rows.push(bench.row({ sender: hostile }));
    await bench.say('spam contoso 2');
    await bench.work();
    assert.doesNotMatch(last(), /\u202E|\$\{/u);
  });

  it('comes to the same when every job is done twice', async () => {
    bench.of(contoso).rows.push(bench.row());
    await bench.say('spam 2');
    const jobs = await bench.jobs();
    for (const job of [...jobs, ...jobs]) await bench.queue.send(job);
    await bench.work();
    const once = new SpamBench();
    once.tenants = [contoso, fabrikam];
    once.of(contoso).rows.push(once.row());
    await once.say('spam 2');
    await once.work();
    const withoutRun = (text: string): string => text.replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, 'run');
    assert.equal(withoutRun(last()), withoutRun(wordsOf(once.shown.at(-1))));
  });
});

describe('spam: the views of a report', () => {
  let bench: SpamBench;
  let runId: string;
  beforeEach(async () => {
    bench = new SpamBench();
    bench.tenants = [contoso];
    bench.of(contoso).rows.push(bench.row());
    await bench.say('spam contoso 2');
    const [job] = await bench.jobs();
    assert.ok(job?.kind === 'spam' && job.runId !== undefined);
    runId = job.runId;
    await bench.queue.send(job);
  });

  const answered = (answer: PressAnswer): string =>
    answer.kind === 'message' ? answer.text : wordsOf(answer.card);

  it('are each a card of its own, with a way back to the report', async () => {
    await bench.work();
    for (const view of spamViews) {
      const answer = await bench.view({ kind: 'spam-view', runId, view });
      assert.ok(answer.kind === 'card', view);
      assert.equal(answer.card.template, 'spam-view');
    }
    const back = await bench.view({ kind: 'spam-view', runId, view: 'all' });
    assert.ok(back.kind === 'card');
    assert.equal(back.card.template, 'spam-report');
    assert.equal(wordsOf(back.card), wordsOf(bench.shown.at(-1)));
  });

  it('are answered for everybody in the security channel', async () => {
    await bench.work();
    const answer = await bench.view(
      { kind: 'spam-view', runId, view: 'senders' },
      { actor: mallory },
    );
    assert.equal(answer.kind, 'card');
  });

  it('are not answered in a conversation where the report does not stand', async () => {
    await bench.work();
    for (const place of [otherChannel, personalChat]) {
      const answer = await bench.view({ kind: 'spam-view', runId, view: 'senders' }, { place });
      assert.equal(answered(answer), refusals.elsewhere);
    }
  });

  it('are not answered for somebody who may not ask for the report in that place', async () => {
    await bench.say('spam contoso 2', undefined, otherChannel);
    const [job] = (await bench.jobs()).filter((one) => one.kind === 'spam' && one.runId !== runId);
    assert.ok(job?.kind === 'spam' && job.runId !== undefined);
    await bench.queue.send(job);
    await bench.work();
    const target = { kind: 'spam-view', runId: job.runId, view: 'senders' } as const;
    const refused = await bench.view(target, { place: otherChannel, actor: mallory });
    assert.match(answered(refused), /Ask in the security channel/);
    const answer = await bench.view(target, { place: otherChannel });
    assert.equal(answer.kind, 'card');
  });

  it('are not answered for a report that is not finished, that nobody knows, or that is none of mail', async () => {
    const unfinished = await bench.view({ kind: 'spam-view', runId, view: 'senders' });
    assert.match(answered(unfinished), /not kept any more/);
    const unknown = { kind: 'spam-view', runId: crypto.randomUUID(), view: 'all' } as const;
    assert.match(answered(await bench.view(unknown)), /not kept any more/);
    await bench.say('scan zap contoso 2');
    const other = (await bench.jobs()).find(({ kind }) => kind === 'zap');
    assert.ok(other?.kind === 'zap' && other.runId !== undefined);
    const zap = { kind: 'spam-view', runId: other.runId, view: 'all' } as const;
    assert.match(answered(await bench.view(zap)), /not kept any more/);
  });
});
