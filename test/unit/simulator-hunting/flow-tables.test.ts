import assert from 'node:assert/strict';
import type { FilterVerdict, MailRecord } from '../../../src/simulator/mail/mail-record.js';
import { ask } from './ask.js';
import { copy, mailOf, message } from './sample-mail.js';

const OUTSIDE = {
  recipient: 'paula@partner.example',
  mailboxObjectId: undefined,
  upn: undefined,
} as unknown as Parameters<typeof copy>[0];

function row(given: Partial<MailRecord>, ...names: readonly string[]): readonly unknown[] {
  const [found, ...rest] = ask(
    `EmailEvents | project ${names.join(', ')}`,
    mailOf([message(given)]),
  );
  assert.equal(rest.length, 0);
  return names.map((name) => found?.[name]);
}

const words = ['ThreatTypes', 'DetectionMethods', 'ConfidenceLevel'] as const;

describe('EmailEvents of the simulator', () => {
  it('joins the threats of a verdict, has how each was found, and bulk as spam found as "Bulk"', () => {
    const cases: readonly (readonly [FilterVerdict, string, object, object | ''])[] = [
      [
        { threat: 'Malware', technology: 'File detonation' },
        'Malware',
        { Malware: ['File detonation'] },
        '',
      ],
      [
        {
          threat: 'Phish',
          technology: 'Spoof intra-org',
          confidence: 'Low',
          also: [
            { threat: 'Phish', technology: 'Impersonation user' },
            { threat: 'Spam', technology: 'General filter' },
          ],
        },
        'Phish, Spam',
        { Phish: ['Spoof intra-org', 'Impersonation user'], Spam: ['General filter'] },
        { Phish: 'Low', Spam: '5' },
      ],
      [{ threat: 'Bulk', technology: 'Bulk', scl: 6 }, 'Spam', { Spam: ['Bulk'] }, { Spam: '6' }],
      [
        { threat: 'Spam', technology: 'General filter', scl: 9 },
        'Spam',
        { Spam: ['General filter'] },
        { Spam: '9' },
      ],
    ];
    for (const [filtered, threats, methods, confidence] of cases) {
      const given = { filtered, copies: [copy({ deliveredTo: 'junkemail', place: 'junkemail' })] };
      assert.deepEqual(row(given, ...words), [
        threats,
        JSON.stringify(methods),
        confidence === '' ? '' : JSON.stringify(confidence),
      ]);
    }
    assert.deepEqual(row({}, ...words), ['', '', '']);
  });

  it('shows a verdict on what the recipient had all the same, and whose will that was', () => {
    const filtered: FilterVerdict = { threat: 'Spam', technology: 'General filter' };
    const names = ['ThreatTypes', 'DeliveryAction', 'UserLevelAction', 'UserLevelPolicy'];
    assert.deepEqual(row({ filtered }, ...names), ['Spam', 'Delivered', 'Allow', 'Safe sender']);
    assert.deepEqual(row({}, ...names), ['', 'Delivered', '', '']);
  });

  it('names the sender of our own, where mail left to, and what came back', () => {
    const names = [
      'EmailDirection',
      'SenderObjectId',
      'DeliveryAction',
      'DeliveryLocation',
      'RecipientObjectId',
    ];
    const ours = { direction: 'Outbound', senderObjectId: 'e1' } as const;
    const sent = row({ ...ours, copies: [copy(OUTSIDE)] }, ...names);
    assert.deepEqual(sent, ['Outbound', 'e1', 'Delivered', 'On-premises/External', '']);
    const ends = (rejected: 'failed' | 'dropped') =>
      row(
        {
          ...ours,
          copies: [copy({ ...OUTSIDE, deliveredTo: 'purged', place: 'purged', rejected })],
        },
        ...names.slice(2, 4),
      );
    assert.deepEqual(ends('failed'), ['Blocked', 'Failed']);
    assert.deepEqual(ends('dropped'), ['Blocked', 'Dropped']);
    const held = { ...OUTSIDE, deliveredTo: 'quarantine', place: 'quarantine' } as const;
    const malware = row({ ...ours, copies: [copy(held)] }, ...names.slice(2, 4));
    assert.deepEqual(malware, ['Blocked', 'Quarantine']);
  });

  it('has the bulk complaint level, one without a word, and none for mail of ours', () => {
    assert.deepEqual(row({ bcl: 8 }, 'BulkComplaintLevel'), [8]);
    assert.deepEqual(row({}, 'BulkComplaintLevel'), [1]);
    assert.deepEqual(row({ direction: 'Outbound' }, 'BulkComplaintLevel'), [null]);
  });

  it('and its neighbours know nothing of what was refused at the edge', () => {
    const mail = mailOf([message({ edgeBlocked: true, copies: [copy({ rejected: 'edge' })] })]);
    assert.deepEqual(ask('EmailEvents', mail), []);
    assert.deepEqual(ask('EmailUrlInfo', mail), []);
  });

  it('has a ReportId of its own in every row', () => {
    const copies = [copy(), copy({ recipient: 'bo@contoso.example' })];
    const rows = ask('EmailEvents | project ReportId', mailOf([message({ copies })]));
    assert.equal(new Set(rows.map(({ ReportId }) => ReportId)).size, 2);
  });
});
