import assert from 'node:assert/strict';
import { rememberDomains } from '../../../src/app/own-domains.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { contoso } from '../../support/sample-findings.js';
import { serviceError } from '../zap-detect/fake-sources.js';
import { fabrikam, woodgrove } from './commands-desk.js';
import { wordsOf, ZapBench } from './zap-bench.js';

describe('scan zap: what is meant', () => {
  let bench: ZapBench;
  beforeEach(async () => {
    bench = new ZapBench();
    await rememberDomains(bench.documents, fabrikam.id, ['fabrikam.example']);
  });

  /** 'Contoso 14', or the title of the answer that asks back. */
  async function meant(text: string): Promise<string> {
    const card = await bench.say(`scan zap${text === '' ? '' : ` ${text}`}`);
    if (card) return `? ${String(card.data['title'])}`;
    const tenants = bench.tenants instanceof Error ? [] : bench.tenants;
    return (await bench.jobs())
      .map((job) => {
        assert.ok(job.kind === 'zap' && job.onDemand === true && job.runId !== undefined);
        const name = tenants.find(({ id }) => id === job.tenantId)?.name ?? '?';
        return [name, job.mailbox, job.days].filter((part) => part !== undefined).join(' ');
      })
      .join(', ');
  }

  for (const [text, expected] of [
    ['', 'Contoso 7, Fabrikam 7, Woodgrove Bank 7'],
    ['14', 'Contoso 14, Fabrikam 14, Woodgrove Bank 14'],
    ['1', 'Contoso 1, Fabrikam 1, Woodgrove Bank 1'],
    ['30 days', 'Contoso 30, Fabrikam 30, Woodgrove Bank 30'],
    ['contoso', 'Contoso 7'],
    ['contoso 14', 'Contoso 14'],
    ['woodgrove bank 2d', 'Woodgrove Bank 2'],
    ['ida@fabrikam.example 3', 'Fabrikam ida@fabrikam.example 3'],
    ['fabrikam.example 3', 'Fabrikam 3'],
    [`${fabrikam.id} 3`, 'Fabrikam 3'],
    ['0', '? How many days?'],
    ['31', '? How many days?'],
    ['contoso 365', '? How many days?'],
    ['contoso 999999', '? How many days?'],
    ['contoso -3', '? Which tenant or mailbox?'],
    ['contoso 1.5', '? Which tenant or mailbox?'],
    ['contoso 9999999', '? Which tenant or mailbox?'],
    ['nobody 3', '? Which tenant or mailbox?'],
    ['ida@nowhere.example 3', '? Which tenant or mailbox?'],
  ] as const) {
    it(`${JSON.stringify(text)} is ${expected}`, async () => {
      assert.equal(await meant(text), expected);
    });
  }

  it('a name that ends in a number is never guessed to be days', async () => {
    const second: Tenant = { ...woodgrove, name: 'Fabrikam 2' };
    bench.tenants = [contoso, fabrikam, second];
    assert.equal(await meant('fabrikam 2'), '? A name or days?');
    assert.equal(await meant('FABRIKAM 2 7'), 'Fabrikam 2 7');
    assert.equal(await meant('fabrikam 3'), 'Fabrikam 3');
    bench.tenants = [contoso, { ...fabrikam, name: 'Fabrikam 365' }];
    await bench.services.registry.refresh();
    assert.equal(await meant('fabrikam 365'), 'Fabrikam 365 7');
  });

  it('posts nothing and queues nothing when it asks back', async () => {
    await bench.say('scan zap contoso 31');
    assert.deepEqual([await bench.jobs(), bench.replies], [[], []]);
  });
});

describe('scan zap: from the words to the card', () => {
  let bench: ZapBench;
  beforeEach(() => {
    bench = new ZapBench();
    bench.tenants = [contoso, fabrikam];
    for (const tenant of [contoso, fabrikam]) bench.of(tenant).have('hunting');
  });

  it('shows progress where it was said, and in the end the figures in its place', async () => {
    bench.of(contoso).saw('hunting', bench.taken());
    await bench.say('scan zap 2');
    assert.match(wordsOf(bench.replies[0]?.card), /Running: 0 of 2 tenants done/);
    await bench.work();
    const words = wordsOf(bench.shown.at(-1));
    assert.match(words, /ZAP: 1 message in 2 days\n/);
    assert.match(words, /Read completely: 2 customers/);
    assert.equal(bench.shown.at(-1)?.template, 'zap-report');
    assert.equal(bench.replies.length, 1);
  });

  it('says of nothing found in one tenant, while the other refuses, that not all was read', async () => {
    bench.of(fabrikam).readings.set('hunting', serviceError(403));
    await bench.say('scan zap 2');
    await bench.work();
    const words = wordsOf(bench.shown.at(-1));
    assert.match(words, /nothing seen in 2 days, but not everything was read/);
    assert.match(words, /Read completely: 1 of 2 customers/);
    assert.match(words, /unread\nFabrikam: *\nAdvanced hunting could not be read/);
    assert.doesNotMatch(words, /no message/i);
  });

  it('says that nothing was seen when everything was read', async () => {
    await bench.say('scan zap contoso 2');
    await bench.work();
    assert.match(wordsOf(bench.shown.at(-1)), /ZAP: no message seen in 2 days\n[^]*\nContoso\n/);
  });

  it('finds what was taken from a mailbox that was asked for by its other address', async () => {
    await rememberDomains(bench.documents, contoso.id, ['alias.contoso.example']);
    const toBob = bench.taken({ recipient: 'bob@contoso.example' });
    bench.of(contoso).saw('hunting', bench.taken(), toBob);
    await bench.say('scan zap alice@alias.contoso.example 2');
    await bench.work();
    assert.match(wordsOf(bench.shown.at(-1)), /ZAP: 1 message in 2 days[^]*1 message, 1 recipient/);
  });

  it('never calls a mailbox that nobody has clean', async () => {
    await rememberDomains(bench.documents, contoso.id, ['contoso.example']);
    await bench.say('scan zap nobody@contoso.example 2');
    await bench.work();
    assert.match(wordsOf(bench.shown.at(-1)), /but not everything was read/);
  });
});
