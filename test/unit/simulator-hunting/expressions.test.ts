import assert from 'node:assert/strict';
import { ask, holds, value } from './ask.js';
import { mailOf, message } from './sample-mail.js';

describe('KQL expressions of the simulator', () => {
  it('compare text by case with ==, != and in, without with =~, !~ and in~', () => {
    assert.ok(holds('Subject == "Your parcel"'));
    assert.ok(!holds('Subject == "your parcel"'));
    assert.ok(holds('Subject != "your parcel"'));
    assert.ok(holds('Subject =~ "YOUR parcel"'));
    assert.ok(!holds('Subject !~ "YOUR parcel"'));
    assert.ok(!holds('Subject in ("your parcel")'));
    assert.ok(holds('Subject in~ ("x", "your parcel")'));
    assert.ok(holds('Subject !in ("x")'));
    assert.ok(!holds('Subject !in~ ("YOUR PARCEL")'));
  });

  it('find whole terms with has, and any piece with contains', () => {
    assert.ok(holds('Subject has "PARCEL"'));
    assert.ok(!holds('Subject has "parc"'));
    assert.ok(holds('Subject !has "parc"'));
    assert.ok(holds('Subject contains "PARC"'));
    assert.ok(!holds('Subject !contains "parc"'));
    assert.ok(holds('SenderFromAddress has "sender.example"'));
    assert.ok(holds('Subject startswith "YOUR" and Subject endswith "Parcel"'));
    assert.ok(!holds('Subject !startswith "your" or Subject !endswith "parcel"'));
    assert.ok(holds('Subject has_any ("invoice", "parcel")'));
    assert.ok(!holds('Subject has_any (dynamic(["invoice", "parc"]))'));
  });

  it('find a term among letters that are not ASCII', () => {
    const mail = mailOf([message({ subject: 'Größe geändert' })]);
    const found = (word: string) =>
      ask(`EmailEvents | where Subject has "${word}"`, mail).length === 1;
    assert.ok(found('größe'));
    assert.ok(!found('gr'));
    assert.ok(!found('e'));
  });

  it('bind and before or, and obey parentheses and not', () => {
    assert.ok(holds('Subject == "x" and Subject == "y" or UrlCount == 1'));
    assert.ok(!holds('Subject == "x" and (Subject == "y" or UrlCount == 1)'));
    assert.ok(holds('not(Subject == "x")'));
  });

  it('read strings in both quotes with escapes, and verbatim with the quote doubled', () => {
    assert.equal(value(String.raw`"a\"b\\c\td"`), 'a"b\\c\td');
    assert.equal(value(String.raw`'it\'s "so"'`), `it's "so"`);
    assert.equal(value(String.raw`@"C:\new ""x"""`), String.raw`C:\new "x"`);
    assert.equal(value(`@'it''s'`), `it's`);
    assert.equal(value(String.raw`"\u00e9"`), 'é');
  });

  it('take what stands in a literal for text, whatever it looks like', () => {
    const hostile = `x" or 1 == 1 // | take 9 ; let a = '`;
    const mail = mailOf([message({ subject: hostile }), message({ subject: 'other' })]);
    const literal = `@"${hostile.replaceAll('"', '""')}"`;
    assert.deepEqual(ask(`EmailEvents | where Subject == ${literal} | project Subject`, mail), [
      { Subject: hostile },
    ]);
  });

  it('know the time', () => {
    assert.equal(value('now()'), '2026-11-21T12:00:00Z');
    assert.equal(value('ago(1d)'), '2026-11-20T12:00:00Z');
    assert.equal(value('ago(1d + 30m)'), '2026-11-20T11:30:00Z');
    assert.equal(value('datetime(2026-11-01)'), '2026-11-01T00:00:00Z');
    assert.equal(value('datetime(2026-11-01T10:00:00.5+02:00)'), '2026-11-01T08:00:00.500Z');
    assert.equal(value('datetime(2026-11-01 10:00)'), '2026-11-01T10:00:00Z');
    assert.equal(value('todatetime("nonsense")'), null);
    assert.ok(holds('Timestamp > ago(14d) and Timestamp <= now()'));
    assert.ok(!holds('Timestamp >= datetime(2026-11-21T11:00:00Z)'));
    assert.equal(value('datetime_diff("minute", now(), datetime(2026-11-21T11:59:59Z))'), 1);
    assert.equal(value('bin(now(), 1d)'), '2026-11-21T00:00:00Z');
    assert.equal(value('now() - ago(25h)'), '1.01:00:00');
  });

  it('open JSON in text', () => {
    assert.equal(value('parse_json(AuthenticationDetails).SPF'), 'pass');
    assert.equal(value('parse_json("[1,[2]]")[1][0]'), 2);
    assert.equal(value('parse_json("{\\"a b\\":true}")["a b"]'), true);
    assert.equal(value('parse_json(AuthenticationDetails).Nothing.More'), null);
    assert.equal(value('parse_json(AuthenticationDetails).constructor'), null);
    assert.equal(value('parse_json("no json")'), 'no json');
    assert.ok(holds('parse_json(AuthenticationDetails).CompAuth !in ("fail", "none")'));
    assert.ok(holds('parse_json(AuthenticationDetails).DMARC == "fail"'));
    assert.ok(holds('set_has_element(parse_json("{\\"Phish\\":[\\"a\\"]}").Phish, "a")'));
  });

  it('change text, and tell empty from null', () => {
    assert.equal(value('tolower("ÄB")'), 'äb');
    assert.equal(value('toupper("äb")'), 'ÄB');
    assert.equal(value('tostring(1 == 1)'), 'true');
    assert.equal(value('tostring(UrlCount)'), '1');
    assert.equal(value('strcat("a", 1, true)'), 'a1true');
    assert.ok(holds('isempty(SenderObjectId) and isnotempty(Subject)'));
    assert.ok(holds('isnull(datetime(null)) and not(isnotnull(datetime(null)))'));
    assert.equal(value('iff(UrlCount > 0, "links", "none")'), 'links');
    assert.equal(value('coalesce(SenderObjectId, Subject)'), 'Your parcel');
    assert.equal(value('column_ifexists("NotThere", "default")'), 'default');
    assert.equal(value('column_ifexists("Subject", "default")'), 'Your parcel');
  });

  it('calculate: whole numbers stay whole, times stay times', () => {
    assert.equal(value('7 / 2'), 3);
    assert.equal(value('7 / 0'), null);
    assert.equal(value('round(100.0 * 1 / 3, 1)'), 33.3);
    assert.equal(value('2 + 3 * 4 - -1'), 15);
    assert.equal(value('max_of(0, 3, 2)'), 3);
    assert.equal(value('1h / 30m'), 2);
  });

  it('compare nulls as the service does', () => {
    assert.ok(!holds('datetime(null) == now()'));
    assert.ok(holds('datetime(null) != now()'));
    assert.ok(!holds('datetime(null) < now()'));
    assert.ok(!holds('not(datetime(null) < now())'));
  });
});
