import assert from 'node:assert/strict';
import { coverageText, scanExitCode } from '../../../src/cli/coverage-text.js';
import type { ForwardReport } from '../../../src/forwards/report.js';

type ReportTenant = ForwardReport['tenants'][number];

const cause = { code: 'throttled', sentence: 'It is slow.', todo: 'Wait.' } as const;

function tenant(name: string, change: Partial<ReportTenant> = {}): ReportTenant {
  return {
    tenantId: '11111111-1111-4111-8111-111111111111',
    name,
    readAt: '2026-01-05T08:00:00.000Z',
    outcome: 'clean',
    mailboxesNotRead: [],
    forwards: [],
    ...change,
  };
}

function result(tenants: ReportTenant[], found: number, clean?: string) {
  const complete = tenants.every(
    ({ outcome, mailboxesNotRead }) => outcome !== 'unknown' && mailboxesNotRead.length === 0,
  );
  const report: ForwardReport = {
    schema: 'inbox-warden/forward-report',
    version: 1,
    createdAt: '2026-01-05T08:00:00.000Z',
    complete,
    tenants,
  };
  return { report, found, clean };
}

const unread = tenant('Gone\u001b[2J', {
  outcome: 'unknown',
  cause: { ...cause, serviceCode: '429', requestId: 'r-1' },
});
const partly = tenant('Partly', {
  outcome: 'found',
  mailboxesNotRead: Array.from({ length: 8 }, (_, i) => ({ mailbox: `m${i}`, cause })),
});

describe('the exit code of a scan', () => {
  it('is 0 only when all was read and nothing was found', () => {
    assert.equal(scanExitCode(result([tenant('A')], 0)), 0);
    assert.equal(scanExitCode(result([tenant('A')], 1)), 1);
    assert.equal(scanExitCode(result([tenant('A'), unread], 0)), 2);
    assert.equal(scanExitCode(result([tenant('A'), unread], 5)), 2);
    assert.equal(scanExitCode(result([partly], 5)), 2);
  });
});

describe('the coverage of a scan', () => {
  it('says that there are none only in the words that the complete coverage gave', () => {
    assert.equal(
      coverageText(result([tenant('A')], 0, 'No external forwards.')),
      'Coverage: 1 of 1 tenant read completely.\nNo external forwards.\n',
    );
    const text = coverageText(result([tenant('A'), unread], 0));
    assert.match(text, /1 of 2 tenants read completely/);
    assert.match(text, /No external forward seen in what could be read; the rest is unknown\./);
    assert.doesNotMatch(text, /No external forwards\./);
  });

  it('names each tenant that was not read, the cause and what to do, and disarms its name', () => {
    const text = coverageText(result([unread], 0));
    assert.match(text, /Not read: Gone▯\[2J \(11111111-/);
    assert.match(text, / {2}Cause: It is slow\. \(429, request r-1\)\n {2}To do: Wait\.\n/);
  });

  it('names some of the mailboxes that were not read, and counts the rest', () => {
    const text = coverageText(result([partly], 3));
    assert.match(text, /0 of 1 tenant read completely/);
    assert.match(text, /Not read completely: Partly/);
    assert.match(text, / {2}Mailbox m4\n {4}Cause: It is slow\.\n/);
    assert.match(text, /and 3 more mailboxes/);
    assert.doesNotMatch(text, /Mailbox m5/);
  });

  it('speaks of one mailbox when only one was asked for', () => {
    const text = coverageText(result([tenant('A')], 0, 'No external forwards.'), 'a@b.example');
    assert.match(text, /mailbox a@b\.example only/);
    assert.match(text, /This mailbox does not forward to the outside\./);
    assert.doesNotMatch(text, /No external forwards/);
  });
});
