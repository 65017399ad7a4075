import type { MailCopy, MailRecord } from '../mail/mail-record.js';
import type { TenantState } from '../tenant-state.js';
import { analyzedEmail } from './analyzed-email.js';
import { QUOTED, splitClauses, unquoted } from './filter-clauses.js';
import { refuse } from './route.js';
import type { GraphRoute, Refusal, RouteCall, RouteResult } from './route.js';

/** How far back without `startTime`. Assumption: the page names no default. */
const DEFAULT_MS = 7 * 24 * 60 * 60_000;

/** Microsoft Learn: "List analyzedEmails". Largest page and default are assumptions. */
export const ANALYZED_EMAIL_ROUTES: readonly GraphRoute[] = [
  {
    pattern: /^\/security\/collaboration\/analyzedEmails$/,
    roles: ['SecurityAnalyzedMessage.Read.All', 'SecurityAnalyzedMessage.ReadWrite.All'],
    options: ['startTime', 'endTime', '$filter', '$top', '$skiptoken', '$count'],
    defaultTop: 100,
    maxTop: 1000,
    run: (call) => refuseLicence(call.caller.tenant) ?? list(call),
  },
];

/** Assumption: who has no Plan 2 is refused with 403. The page doesn't say which licence is needed. */
export function refuseLicence(tenant: TenantState): Refusal | undefined {
  if (tenant.mail.licence.defender === 'P2') return undefined;
  const text = 'The tenant is not licensed for Microsoft Defender for Office 365 Plan 2.';
  return refuse(403, 'LicenseRequired', text);
}

function list({ context, caller, query }: RouteCall): RouteResult {
  const now = context.clock().getTime();
  const from = timeOf(query.get('startTime'), now - DEFAULT_MS);
  const to = timeOf(query.get('endTime'), now);
  if (Number.isNaN(from) || Number.isNaN(to) || from > to) {
    return refuse(400, 'BadRequest', 'startTime or endTime is not valid.', { rule: 'bad-time' });
  }
  const filter = readFilter(query.get('$filter'));
  if ('kind' in filter) return filter;
  const found = caller.tenant.mail
    .messages()
    .filter(({ edgeBlocked }) => edgeBlocked !== true)
    .filter(({ receivedAt }) => Date.parse(receivedAt) >= from && Date.parse(receivedAt) <= to)
    .filter(({ networkMessageId }) => matches(filter.networkMessageId, networkMessageId))
    .flatMap((message) => copiesIn(message, filter))
    .toReversed();
  return {
    kind: 'list',
    rows: {
      count: found.length,
      slice: (at, count) =>
        found.slice(at, at + count).map(({ message, copy }) => analyzedEmail(message, copy)),
    },
    context: 'security/collaboration/analyzedEmails',
  };
}

function copiesIn(
  message: MailRecord,
  filter: Filter,
): readonly { message: MailRecord; copy: MailCopy }[] {
  return message.copies
    .filter(({ recipient }) => matches(filter.recipientEmailAddress, recipient))
    .map((copy) => ({ message, copy }));
}

interface Filter {
  networkMessageId?: string;
  recipientEmailAddress?: string;
}

const CLAUSE = new RegExp(`^(networkMessageId|recipientEmailAddress) eq ${QUOTED}$`);

function readFilter(text: string | null): Filter | Refusal {
  const filter: Filter = {};
  for (const clause of text === null ? [] : splitClauses(text, ['and'])) {
    const [, property, value] = CLAUSE.exec(clause) ?? [];
    if (value === undefined) {
      return refuse(400, 'BadRequest', `Invalid filter clause: ${clause}`, {
        rule: 'unsupported-filter',
      });
    }
    filter[property === 'networkMessageId' ? property : 'recipientEmailAddress'] = unquoted(value);
  }
  return filter;
}

function matches(wanted: string | undefined, value: string): boolean {
  return wanted === undefined || wanted.toLowerCase() === value.toLowerCase();
}

/** A date alone is its midnight in UTC. */
function timeOf(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/.test(text) ? Date.parse(text) : NaN;
}
