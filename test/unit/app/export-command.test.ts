import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exportFileName, slugOf } from '../../../src/app/exports/export-file-name.js';
import { exportKinds } from '../../../src/app/exports/export-kinds.js';
import { parseWeek } from '../../../src/app/exports/export-request.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { anyText, hostileTexts } from '../../support/arbitraries.js';
import { avery, guest, mallory, person } from '../../support/desk.js';
import { contoso } from '../../support/sample-findings.js';
import {
  fabrikam,
  otherChannel,
  personalChat,
  securityChannel,
  woodgrove,
} from './commands-desk.js';
import { ExportBench } from './export-bench.js';

const rita = person('Rita', 'd0000000-0000-4000-8000-000000000001');

describe('The export command', () => {
  let bench: ExportBench;
  beforeEach(() => {
    bench = new ExportBench();
    bench.readers.add(rita.objectId);
  });

  const text = async (said: string): Promise<string> => {
    const card = await bench.say(said, avery, personalChat);
    return `${String(card?.data['title'])} ${String(card?.data['text'])}`;
  };

  it('lists what there is when nothing is named, or something unknown', async () => {
    for (const said of ['export', 'export secrets', 'export ../audit', 'export =cmd']) {
      const answer = await text(said);
      assert.match(answer, /^Export what\?/);
      for (const { name } of exportKinds) assert.ok(answer.includes(`${name}: `), name);
    }
    assert.deepEqual(await bench.jobs(), []);
  });

  for (const { name, asks } of exportKinds) {
    it(`takes ${name}, of all tenants and of one, and says at once that it is being prepared`, async () => {
      const all = await bench.row(await bench.ask(`export ${name}`));
      assert.deepEqual(all.request.tenants, [contoso, fabrikam, woodgrove]);
      assert.equal(all.state, 'asked');
      assert.match(String(bench.replies.at(-1)?.card.data['text']), /being counted/);
      assert.deepEqual(all.notice, { conversationId: 'a:chat', activityId: 'r1' });
      if (asks === 'week') return;
      const one = await bench.row(await bench.ask(`EXPORT ${name.toUpperCase()} contoso 30`));
      assert.deepEqual(one.request.tenants, [contoso]);
      assert.equal(one.request.days, 30);
      const since = Date.parse(one.request.askedAt) - Date.parse(one.request.since ?? '');
      assert.equal(since, 30 * 86_400_000);
    });
  }

  for (const [said, expected] of [
    ['export audit Nobody Ltd', /Which tenant/],
    ['export audit ida@contoso.example', /Which tenant/],
    ['export audit contoso 0', /How many days/],
    ['export audit 99999', /How many days/],
    ['export forwards <at>all</at>', /Which tenant/],
    ['export forwards ${1+1}', /Which tenant/],
  ] as const) {
    it(`asks back for "${said}"`, async () => {
      assert.match(await text(said), expected);
      assert.deepEqual(await bench.jobs(), []);
    });
  }

  it('asks back when a number is the end of a tenant’s name', async () => {
    bench.tenants = [{ ...contoso, name: 'Branch 14' }];
    assert.match(await text('export audit branch 14'), /A name or days/);
    assert.match(await text('export audit branch 14 7'), /undefined/);
  });

  it('exports what is stored of tenants that are no longer watched', async () => {
    await bench.found('ida@contoso.example');
    bench.tenants = [fabrikam];
    const { request } = await bench.row(await bench.ask('export audit'));
    assert.deepEqual(
      request.tenants.map(({ id }) => id),
      [fabrikam.id, contoso.id],
    );
  });

  it('is for approvers and readers, wherever they say it', async () => {
    for (const place of [securityChannel, personalChat]) {
      await bench.ask('export audit', avery, place);
      await bench.ask('export audit', rita, place);
    }
  });

  it('is for nobody else, not in the security channel either', async () => {
    for (const actor of [mallory, guest]) {
      for (const place of [securityChannel, otherChannel, personalChat]) {
        const card = await bench.say('export audit', actor, place);
        assert.match(String(card?.data['text']), /Only approvers and configured readers/);
      }
    }
    bench.desk.answers.set(mallory.objectId, 'unverified');
    const card = await bench.say('export audit', mallory, securityChannel);
    assert.match(String(card?.data['text']), /could not be verified/);
    assert.deepEqual(await bench.jobs(), []);
  });

  it('names the command line where Teams takes no files from bots', async () => {
    const services = { ...bench.services, sendsFiles: false };
    Object.assign(bench, { services });
    assert.match(await text('export audit'), /"inbox-warden export audit"/);
    assert.deepEqual(await bench.jobs(), []);
  });

  it('never throws and never starts anything for words that it does not know', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (words) => {
        const card = await bench.say(`export ${words}`, avery, personalChat);
        if (card) assert.equal(card.template, 'notice');
      }),
      { numRuns: 40 },
    );
  });
});

describe('The name of a file', () => {
  const request = (...tenants: Tenant[]) => ({ tenants, askedAt: '2026-11-28T23:30:00.000Z' });

  it('says what, whose and when, in local time', () => {
    const name = exportFileName({ name: 'forwards' }, request(contoso), 'Europe/Berlin');
    assert.equal(name, 'inbox-warden-forwards-contoso-2026-11-29.csv');
    assert.equal(
      exportFileName({ name: 'zap' }, request(contoso, fabrikam), 'UTC'),
      'inbox-warden-zap-2-tenants-2026-11-28.csv',
    );
    assert.equal(
      exportFileName({ name: 'digest' }, { ...request(contoso), week: '2026-W48' }, 'UTC'),
      'inbox-warden-digest-contoso-2026-w48-2026-11-28.csv',
    );
  });

  for (const [raw, slug] of [
    ['Müller & Söhne GmbH', 'muller-sohne-gmbh'],
    ['../../etc/passwd', 'etc-passwd'],
    ['CON.csv\0.exe', 'con-csv-exe'],
    ['\u202Egpj.exe', 'gpj-exe'],
    ['漢字', ''],
    ['a'.repeat(500), 'a'.repeat(40)],
  ] as const) {
    it(`makes '${slug}' of ${JSON.stringify(raw.slice(0, 30))}`, () => {
      assert.equal(slugOf(raw), slug);
    });
  }

  it('is small letters, digits and hyphens, whatever the tenant is called', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constantFrom(...hostileTexts)), (name) => {
        const file = exportFileName({ name: 'audit' }, request({ ...contoso, name }), 'UTC');
        assert.match(file, /^inbox-warden-audit-[a-z0-9-]+-2026-11-28\.csv$/);
        assert.ok(file.length < 100);
      }),
    );
  });
});

describe('A week', () => {
  for (const [said, week] of [
    ['2026-W48', '2026-W48'],
    ['2026w5', '2026-W05'],
    ['2026-W54', undefined],
    ['2026-W00', undefined],
    ['last', undefined],
  ] as const) {
    it(`is read from '${said}' as ${week ?? 'none'}`, () => {
      assert.equal(parseWeek(said), week);
    });
  }
});
