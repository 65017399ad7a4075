import assert from 'node:assert/strict';
import { evidenceOf } from '../../../src/zap/evidence.js';
import type { ReadEvidence } from '../../../src/zap/message.js';
import { after } from './fixture.js';

const base = {
  outcome: 'zapped',
  threat: 'phish',
  zapTime: { kind: 'exact', at: after(47) },
  clicks: [],
} as const;
const click = (minutes: number, reached: boolean) => ({
  at: after(minutes),
  account: 'a.smith@corp.contoso.example',
  reached,
});

describe('read evidence', () => {
  it('is a click before anything else, with when and whether the page was reached', () => {
    const evidence = evidenceOf({
      ...base,
      clicks: [click(20, true), click(10, false)],
      isRead: false,
    });
    assert.deepEqual(evidence, { value: 'clicked', from: 'link-click', at: after(10), reached: 1 });
  });
  it('says that a blocked click reached nothing', () => {
    assert.equal(evidenceOf({ ...base, clicks: [click(10, false)] }).reached, 0);
  });
  it('says when the click was after the purge', () => {
    assert.equal(evidenceOf({ ...base, clicks: [click(60, true)] }).afterZap, true);
    assert.equal(evidenceOf({ ...base, clicks: [click(46, true)] }).afterZap, undefined);
  });
  it('does not say so when the time of the purge is only bounded', () => {
    const zapTime = { kind: 'at-most', at: after(47) } as const;
    assert.equal(evidenceOf({ ...base, zapTime, clicks: [click(60, true)] }).afterZap, undefined);
  });
  it('is the state of the item now, for phishing with no word on before or after', () => {
    assert.deepEqual(evidenceOf({ ...base, isRead: true }), { value: 'read', from: 'mailbox-now' });
    assert.deepEqual(evidenceOf({ ...base, isRead: false }), {
      value: 'unread',
      from: 'mailbox-now',
    });
  });
  it('is "read after the purge" for spam, of which ZAP takes unread mail only', () => {
    const evidence = evidenceOf({ ...base, threat: 'spam', isRead: true });
    assert.deepEqual(evidence, { value: 'read', from: 'mailbox-now', afterZap: true });
  });
  it('makes no such claim when ZAP failed to move the spam', () => {
    const evidence = evidenceOf({ ...base, threat: 'spam', outcome: 'failed', isRead: true });
    assert.equal(evidence.afterZap, undefined);
  });
  it('is unknown without a trace, as in quarantine, and never "unread"', () => {
    assert.deepEqual(evidenceOf(base), { value: 'unknown', from: 'none' });
  });
  it('keeps what an earlier reading saw when the message is in quarantine now', () => {
    const known: ReadEvidence = { value: 'read', from: 'mailbox-now' };
    assert.deepEqual(evidenceOf({ ...base, known }), known);
    const unread: ReadEvidence = { value: 'unread', from: 'mailbox-now' };
    assert.deepEqual(evidenceOf({ ...base, known: unread }), unread);
  });
  it('stays read when the person marks the message as unread', () => {
    const known: ReadEvidence = { value: 'read', from: 'mailbox-now' };
    assert.equal(evidenceOf({ ...base, known, isRead: false }).value, 'read');
  });
  it('becomes read when an unread message is opened later', () => {
    const known: ReadEvidence = { value: 'unread', from: 'mailbox-now' };
    assert.deepEqual(evidenceOf({ ...base, known, isRead: true }), {
      value: 'read',
      from: 'mailbox-now',
    });
  });
  it('stays clicked when the click is out of the window', () => {
    const known: ReadEvidence = { value: 'clicked', from: 'link-click', at: after(3), reached: 2 };
    assert.deepEqual(evidenceOf({ ...base, known, isRead: false }), known);
    assert.deepEqual(evidenceOf({ ...base, known, clicks: [click(9, false)] }), known);
  });
  it('keeps an audit record above the state of the item, and a click above both', () => {
    const known: ReadEvidence = { value: 'read', from: 'audit', at: after(5) };
    assert.deepEqual(evidenceOf({ ...base, known, isRead: false }), known);
    assert.equal(evidenceOf({ ...base, known, clicks: [click(9, true)] }).value, 'clicked');
  });
});
