import assert from 'node:assert/strict';
import { TableClient, TableServiceClient } from '@azure/data-tables';
import { demoScenario, DEMO } from '../../src/simulator/scenario/demo.js';
import { hostileMessages, live, marks, secrets, texts, textsIn } from '../support/hostile-mail.js';
import { sharedAzurite } from '../support/shared-azurite.js';
import { say, startWorld, type World } from '../support/world.js';
import { assertLawful } from '../support/zap-judge.js';
import { mailCards, scanZap, scenarioWithMail } from '../support/zap-world.js';
import { inboxWarden, parseCsv, readerSettings } from './cli-process.js';

const originalColumns =
  'DateTimeReceived,LastModified,MinutesInInbox,HoursInInbox,Subject,Sender,Read,InternetMessageId,SPF,DKIM,DMARC,CompAuth,PCL,BCL,CTRY,SFV,SRV,PTR,CIP,IPV,SCL';

function heldIn(text: string, words: readonly string[]): readonly string[] {
  const small = text.toLowerCase();
  return words.filter((word) => small.includes(word.toLowerCase()));
}

describe('mail that attackers wrote', function () {
  this.timeout(240_000);
  let world: World;

  before(async () => {
    const ida = 'ida@contoso.example';
    world = await startWorld({
      scenario: scenarioWithMail({ [DEMO.contoso]: { messages: hostileMessages(ida) } }),
      settings: { WARDEN_LOG_LEVEL: 'debug' },
    });
    await scanZap(world);
    await world.until(
      'a card, or a line of a group, for each',
      () => world.cards().some(({ card }) => JSON.stringify(card).includes(marks.subject)),
      60_000,
    );
  });
  after(async () => {
    assertLawful(world);
    await world.stop();
  });

  async function everyAlert(): Promise<readonly string[]> {
    await say(world, 'alerts');
    const ids = new Set<string>();
    await world.until('the list', () => world.cards(/alerts? waits?/)[0], 60_000);
    for (const { card } of world.cards()) {
      for (const { text, key } of textsIn(card)) if (key === 'alertId') ids.add(text);
    }
    return [...ids];
  }

  it('stands in text runs only, and nothing of it is live', async () => {
    for (const id of await everyAlert()) await say(world, `show ${id}`);
    await world.until(
      'cards',
      () => mailCards(world, marks.subject).length >= Math.min(texts.length, 10),
      60_000,
    );
    for (const what of ['who hostile-host.example', 'who =cmd+0@hostile-sender0.example']) {
      await say(world, what);
    }
    await world.until('answers', () => world.cards(/hostile/).length > 0, 30_000);
    let marked = 0;
    for (const { card, summary = '', text } of world.cards()) {
      for (const placed of textsIn(card)) {
        if (!/SUBJECTMARK|NAMEMARK/.test(placed.text)) continue;
        marked += 1;
        assert.deepEqual([placed.type, placed.key], ['TextRun', 'text'], placed.text.slice(0, 99));
        assert.ok(placed.text.length <= 900, `${placed.text.length} characters`);
      }
      const all = [...textsIn(card).map((placed) => placed.text), summary, text];
      for (const pattern of live) {
        assert.deepEqual(
          all.filter((shown) => pattern.test(shown)),
          [],
          pattern.source,
        );
      }
      assert.ok(summary.length <= 400, `${summary.length} characters`);
      assert.ok(Buffer.byteLength(JSON.stringify(card)) <= 24 * 1024);
    }
    assert.ok(marked > texts.length, `${marked} places`);
  });

  it('puts nothing of a body, of a wrapped link or of whom it was wrapped for on a card', () => {
    for (const { card, summary = '', text } of world.cards()) {
      assert.deepEqual(heldIn(`${JSON.stringify(card)} ${summary} ${text}`, secrets), []);
    }
  });

  it('leaves nothing in the log: no subject, name, address, link or body', () => {
    const { output } = world.bot;
    assert.ok(output.includes('"started"'), 'there is a log');
    const canaries = [...secrets, marks.subject, marks.name, 'hostile-', '@contoso.example', 'eyJ'];
    assert.deepEqual(heldIn(output, canaries), []);
  });

  it('stores no body, no wrapped link, no path and no query', async () => {
    const { connectionString } = await sharedAzurite();
    const prefix = world.settings['WARDEN_STORAGE_PREFIX'] ?? '';
    const options = { allowInsecureConnection: true };
    const service = TableServiceClient.fromConnectionString(connectionString, options);
    let rows = 0;
    let subjects = 0;
    for await (const { name } of service.listTables()) {
      if (!name?.toLowerCase().startsWith(prefix)) continue;
      const table = TableClient.fromConnectionString(connectionString, name, options);
      for await (const entity of table.listEntities()) {
        rows += 1;
        const json = JSON.stringify(entity);
        subjects += Number(json.includes(marks.subject));
        assert.deepEqual(heldIn(json, secrets), [], json.slice(0, 300));
      }
    }
    assert.ok(rows > texts.length && subjects > 0, `${rows} rows, ${subjects} with a subject`);
  });

  it('stays text in the report of the command line: no formula, no link, no control character', async () => {
    const env = readerSettings(world.simulator.url, demoScenario(), [DEMO.contoso]);
    const run = (format: string) =>
      inboxWarden(['zap', 'report', '--days', '3', '--format', format], env);
    const [csv, json, table] = await Promise.all(['csv', 'json', 'table'].map(run));
    assert.ok(csv && json && table);
    for (const { exitCode, out, err } of [csv, json, table]) {
      assert.equal(exitCode, 1, err);
      assert.deepEqual(heldIn(out + err, secrets), []);
    }
    const [header = [], ...rows] = parseCsv(csv.out);
    assert.equal(header.slice(0, 21).join(), originalColumns);
    assert.equal(rows.length, texts.length);
    for (const row of rows) {
      assert.equal(row.length, header.length);
      assert.ok(row[header.indexOf('Subject')]?.includes(marks.subject));
      for (const cell of row) {
        assert.doesNotMatch(cell, /^[\s]*[=+@\t\r-](?!\d)/, 'a formula');
        // eslint-disable-next-line no-control-regex -- what must not be there
        assert.doesNotMatch(cell, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b]/u);
      }
    }
    // eslint-disable-next-line no-control-regex -- what a terminal would obey
    assert.doesNotMatch(table.out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
  });
});
