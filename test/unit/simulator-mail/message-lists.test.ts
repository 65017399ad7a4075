import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { rows, rules, start, textOf } from '../simulator/raw-client.js';
import {
  codeOf,
  COMMON,
  graphAs,
  IMMUTABLE,
  INTERNET_HEADERS,
  query,
  tell,
  values,
  zapFilter,
  zapProperty,
} from './mail-client.js';
import type { Send } from './mail-client.js';

const PRIYA = '/users/priya@contoso.example';
const JUNK = `${PRIYA}/mailFolders/junkemail/messages`;

describe('simulated lists of messages', () => {
  let simulator: Simulator;
  let send: Send;
  beforeEach(async () => {
    simulator = await start();
    send = await graphAs(simulator, DEMO.contoso);
  });
  afterEach(() => simulator.close());

  it('find what ZAP moved to Junk by its property, newest first', async () => {
    const path = query(JUNK, {
      $filter: zapFilter(COMMON),
      $orderby: 'receivedDateTime desc',
      $select: 'subject,isRead,receivedDateTime,lastModifiedDateTime',
    });
    const [message, ...others] = values(await send('GET', path));
    assert.equal(others.length, 0);
    assert.equal(message?.['subject'], 'Last hours: 90 % off everything');
    assert.equal(message['isRead'], true);
    assert.ok(textOf(message['lastModifiedDateTime']) > textOf(message['receivedDateTime']));
    assert.deepEqual(rules(simulator), []);
  });

  it('find nothing by the wrong property set or another case of the name', async () => {
    const lower = zapProperty(
      '00062008-0000-0000-c000-000000000046',
      'x-microsoft-antispam-zap-message-info',
    );
    for (const property of [INTERNET_HEADERS, lower]) {
      assert.deepEqual(
        values(await send('GET', query(JUNK, { $filter: zapFilter(property) }))),
        [],
      );
    }
    const adatum = await graphAs(simulator, DEMO.adatum);
    const path = '/users/amir@adatum.example/mailFolders/junkemail/messages';
    const found = values(
      await adatum('GET', query(path, { $filter: zapFilter(INTERNET_HEADERS) })),
    );
    assert.equal(found.length, 1);
    const none = values(await adatum('GET', query(path, { $filter: zapFilter(COMMON) })));
    assert.equal(none.length, 0);
  });

  it('show the property only where it is expanded and the item has it', async () => {
    const $expand = `singleValueExtendedProperties($filter=id eq '${COMMON}')`;
    const [message] = values(await send('GET', query(JUNK, { $expand, $select: 'subject' })));
    const [property] = rows(message?.['singleValueExtendedProperties']);
    assert.equal(property?.['id'], COMMON);
    assert.match(textOf(property['value']), /^[A-Za-z0-9+/]{300,}=*$/);
    const [bare] = values(await send('GET', query(JUNK, { $filter: zapFilter(COMMON) })));
    assert.equal(bare?.['singleValueExtendedProperties'], undefined);
    const inbox = `${PRIYA}/mailFolders/inbox/messages`;
    const [clean] = values(await send('GET', query(inbox, { $expand })));
    assert.equal(clean?.['singleValueExtendedProperties'], undefined);
  });

  it('leave out quarantined mail, and what was deleted from Deleted Items', async () => {
    const ida = values(await send('GET', '/users/ida@contoso.example/messages'));
    assert.deepEqual(
      ida.map((message) => message['subject']),
      ['Document shared with you (3 of 3)', 'Agenda for Thursday'],
    );
    await tell(simulator, 'user-deletes-mail', {
      tenantId: DEMO.contoso,
      networkMessageId: DEMO.mail.campaign[2],
    });
    assert.equal(values(await send('GET', '/users/ida@contoso.example/messages')).length, 2);
    const deleted = '/users/ida@contoso.example/mailFolders/deleteditems/messages';
    assert.equal(values(await send('GET', deleted)).length, 1);
  });

  it('show the default properties without the headers, and always the id', async () => {
    const [whole] = values(await send('GET', JUNK));
    assert.equal(whole?.['internetMessageHeaders'], undefined);
    for (const name of ['body', 'from', 'parentFolderId', 'webLink'])
      assert.ok(whole?.[name], name);
    const path = query(JUNK, { $select: 'internetMessageHeaders' });
    const [selected] = values(await send('GET', path));
    assert.ok(selected?.['id']);
    assert.equal(selected['subject'], undefined);
    const names = rows(selected['internetMessageHeaders']).map((header) => header['name']);
    assert.ok(names.includes('X-Forefront-Antispam-Report'));
    assert.ok(!names.includes('X-Microsoft-Antispam-ZAP-Message-Info'));
  });

  it('find a message by its id in every folder, with quotes doubled', async () => {
    const [first] = values(await send('GET', JUNK));
    const id = textOf(first?.['internetMessageId']);
    const $filter = `internetMessageId eq '${id}'`;
    assert.equal(values(await send('GET', query(`${PRIYA}/messages`, { $filter }))).length, 1);
    const strange = { $filter: "internetMessageId eq '<it''s+not@there.example>'" };
    assert.deepEqual(values(await send('GET', query(`${PRIYA}/messages`, strange))), []);
    assert.deepEqual(rules(simulator), []);
  });

  it('page ten at a time by links that lead to the rest', async () => {
    for (let count = 0; count < 12; count += 1) {
      await tell(simulator, 'mail-arrives', {
        mailbox: 'marta@contoso.example',
        minutesAgo: count,
      });
    }
    const first = await send('GET', '/users/marta@contoso.example/mailFolders/inbox/messages');
    const second = await send('GET', textOf(first.json['@odata.nextLink']));
    const all = [...values(first), ...values(second)];
    assert.deepEqual([values(first).length, values(second).length], [10, 2]);
    assert.equal(new Set(all.map((message) => message['id'])).size, 12);
    assert.equal(second.json['@odata.nextLink'], undefined);
  });

  it('give immutable ids only to who prefers them, and take both', async () => {
    const [ordinary] = values(await send('GET', JUNK));
    const [immutable] = values(await send('GET', JUNK, { headers: IMMUTABLE }));
    assert.notEqual(ordinary?.['id'], immutable?.['id']);
    for (const id of [ordinary?.['id'], immutable?.['id']]) {
      const one = await send('GET', `${PRIYA}/messages/${encodeURIComponent(textOf(id))}`);
      assert.equal(one.json['subject'], 'Last hours: 90 % off everything');
    }
    assert.equal(codeOf(await send('GET', `${PRIYA}/messages/AAMkNoSuch=`)), 'ErrorItemNotFound');
  });

  it('take scripts, forms and handlers out of bodies, unless the caller wants them', async () => {
    await tell(simulator, 'mail-arrives', {
      mailbox: 'marta@contoso.example',
      html: '<p onclick="x()">a<script>b</script><form action="https://c.example"><a href="javascript:d">e</a></form></p>',
    });
    const path = '/users/marta@contoso.example/messages?$select=body';
    const content = async (headers: Readonly<Record<string, string>>) => {
      const [message] = values(await send('GET', path, { headers }));
      return textOf((message?.['body'] as Record<string, unknown>)['content']);
    };
    assert.doesNotMatch(await content({}), /script|onclick|form|>b</);
    assert.match(
      await content({ Prefer: 'IdType="ImmutableId", outlook.allow-unsafe-html' }),
      /<p onclick="x\(\)">a<script>b<\/script><form/,
    );
    assert.deepEqual(rules(simulator), []);
  });
});
