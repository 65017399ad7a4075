import { brief, counted, listed, words } from '../alerts/card-text.js';
import { localTime } from '../lib/local-time.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import type { DigestFigures, TenantFigures } from './figures.js';
import { countOf } from './bound.js';
import { listedText, ownSenderText, reachedText } from './listed-words.js';
import type { CoverageSource, MailVerdict, SenderLine, TargetLine } from './row.js';
import { spanText, type Spread } from './spread.js';

/** One line of the card: a part that stands out, and what follows it. */
export interface Line {
  readonly head: SafeText;
  readonly text: SafeText;
}

export function line(head: string, text: string): Line {
  return { head: ownText(head), text: ownText(text) };
}

const nameLength = 60;
const addressLength = 80;

/** The same within a sentence. */
export const sourceWords: Readonly<Record<CoverageSource, string>> = {
  forwards: 'forwards',
  zap: 'ZAP',
  mail: 'mail flow',
};

const sourceNames: Readonly<Record<CoverageSource, string>> = {
  forwards: 'Forwards',
  zap: 'ZAP',
  mail: 'Mail flow',
};

/** What was read stands before everything else, and what was not by its name and with why. */
export function coverageLines(figures: DigestFigures): readonly Line[] {
  const { coverage, gaps, gapCount } = figures;
  const totals = (['forwards', 'zap', 'mail'] as const).map((source) => {
    const { tenants, whole, part, none } = coverage[source];
    const rest = [
      ...(part > 0 ? [`${part} in part`] : []),
      ...(none > 0 ? [`${none} not at all`] : []),
    ];
    const of = `${whole} of ${counted(tenants, 'customer')} read completely`;
    return line(`${sourceNames[source]}: `, [of, ...rest].join(', ') + '.');
  });
  const named = gaps.map(({ tenant, source, why }) => ({
    head: words(brief(tenant, nameLength), `, ${sourceWords[source]}: `),
    text: brief(why, 200),
  }));
  const more = gapCount - gaps.length;
  return [
    ...totals,
    ...named,
    ...(more > 0 ? [line('', `and ${more} more: see the details.`)] : []),
    ...unwatchedLines(figures),
  ];
}

/** Alerts go on waiting where nobody looks any more; the customers are named, since nothing above counts them. */
function unwatchedLines({ unwatched: { tenants, waiting, listed: few } }: DigestFigures): Line[] {
  if (tenants === 0) return [];
  const more = tenants - few.length;
  const names = few.map((one) => words(brief(one.tenant, nameLength), ` (${one.waiting})`));
  const all = more > 0 ? [...names, `${more} more`] : names;
  const where = `${counted(tenants, 'customer')} where ${counted(waiting, 'alert')} ${waiting === 1 ? 'waits' : 'wait'} for a decision: `;
  return [{ head: ownText('Not watched any more: '), text: words(where, listed(all), '.') }];
}

/** Counts of nothing are worth as much as what was read. */
function seenOnly(figures: DigestFigures, source: CoverageSource): string {
  const { tenants, whole } = figures.coverage[source];
  return tenants > 0 && whole === tenants ? '' : ' In what could be read; the rest is not known.';
}

export function forwardLines(figures: DigestFigures): readonly Line[] {
  const { appeared, removed, approved, gone, waiting, waited, longest } = figures.forwards;
  return [
    line(
      `New: ${appeared}. `,
      `Removed: ${removed}. Approved: ${approved}. Went away by themselves: ${gone}.${seenOnly(figures, 'forwards')}`,
    ),
    line(`Waiting for a decision: ${waiting}`, waiting === 0 ? '.' : `, ${spreadText(waited)}.`),
    ...longest.map(({ tenant, mailbox, destination, minutes }) => ({
      head: brief(mailbox, addressLength),
      text: words(
        ' forwards to ',
        brief(destination, addressLength),
        ` and has waited for ${spanText(minutes)} (`,
        brief(tenant, nameLength),
        ').',
      ),
    })),
    ...worst(
      figures.tenants,
      'Most new or waiting: ',
      ({ appeared: a, waiting: w }) => a + w,
      (one) => `${one.appeared} new, ${one.waiting} waiting`,
    ),
  ];
}

export function approvalLines({ approvals }: DigestFigures, zone: string): readonly Line[] {
  const { standing, expiring, soonest } = approvals;
  const more = expiring - soonest.length;
  return [
    line(
      `${counted(standing, 'approval')} ${standing === 1 ? 'holds' : 'hold'}. `,
      expiring === 0
        ? 'None ends within the next 14 days.'
        : `${expiring} ${expiring === 1 ? 'ends' : 'end'} within the next 14 days:`,
    ),
    ...soonest.map(({ subject, tenant, expiresAt = '', scope }) => ({
      head: brief(subject, addressLength),
      text: words(
        scope === '' ? '' : ` and every other alert of the same ${scope}`,
        ' (',
        brief(tenant, nameLength),
        `), until ${localTime(expiresAt, zone)}.`,
      ),
    })),
    ...(more > 0 ? [line('', `and ${more} more: see the details.`)] : []),
  ];
}

export function zapLines(figures: DigestFigures): readonly Line[] {
  const { zap } = figures;
  return [
    line(
      `Taken away: ${zap.zapped}. `,
      `Not taken away because ZAP failed: ${zap.failed}. Dealt with by the recipient before: ${zap.triaged}. ${counted(zap.messages, 'message')}, counted by recipient.${seenOnly(figures, 'zap')}`,
    ),
    line(
      `Clicked: ${zap.clicked}. Read: ${zap.read}. `,
      `Unread: ${zap.unread}. Not known: ${zap.unknown}.`,
    ),
    ...exposure('Exposure, exact: ', zap.exact),
    ...exposure('Exposure, at most: ', zap.atMost),
    ...(zap.noTime > 0
      ? [line('', `Exposure without a figure: ${counted(zap.noTime, 'recipient')}.`)]
      : []),
    ...worst(
      figures.tenants,
      'Most read or clicked: ',
      ({ seen }) => seen,
      ({ seen, zapped }) => `${seen} read or clicked, ${zapped} taken away`,
    ),
  ];
}

function exposure(head: string, spread: Spread): readonly Line[] {
  if (spread.count === 0) return [];
  return [line(head, `${spreadText(spread)} (${counted(spread.count, 'recipient')}).`)];
}

const verdictNames: Readonly<Record<Exclude<MailVerdict, 'clean'>, string>> = {
  malware: 'malware',
  phish: 'phishing',
  spoof: 'spoof',
  spam: 'spam',
  bulk: 'bulk',
  unknown: 'not named',
};

export function spamLines(figures: DigestFigures): readonly Line[] {
  const { unwanted, undirected, byVerdict, byOutcome, senders, targets } = figures.mail;
  const kinds = Object.entries(verdictNames) as [Exclude<MailVerdict, 'clean'>, string][];
  const parts = kinds.filter(([verdict]) => byVerdict[verdict] > 0);
  const what = parts.map(([verdict, name]) => `${name} ${byVerdict[verdict]}`);
  const { delivered, junked, quarantined, rejected, unknown } = byOutcome;
  return [
    line(
      `Unwanted mail from outside, or not told from where: ${unwanted}`,
      `${what.length === 0 ? '' : ` (${listed(what)})`}.${undirected === 0 ? '' : ` Not told from where: ${undirected}.`}${seenOnly(figures, 'mail')}`,
    ),
    line(
      `Delivered: ${delivered}. `,
      `In Junk Email: ${junked}. Quarantined: ${quarantined}. Rejected: ${rejected}. Not known: ${unknown}.`,
    ),
    ...people('Senders: ', senders),
    ...people('Most targeted: ', targets),
    ...worst(
      figures.tenants,
      'Most delivered: ',
      ({ reached }) => reached,
      ({ reached, unwanted: all }) => `${reached} of ${all} delivered`,
    ),
  ];
}

function people(head: string, lines: readonly (SenderLine | TargetLine)[]): readonly Line[] {
  if (lines.length === 0) return [];
  const named = lines.map((one) => {
    const reached = reachedText(one);
    return words(
      one.address === '' ? 'the empty sender' : brief(one.address, addressLength),
      ` ${countOf(one.count, one.atLeast)}${reached === undefined ? '' : ` (${reached})`}`,
    );
  });
  return [{ head: ownText(head), text: words(listed(named), '.') }];
}

export function ownLines(figures: DigestFigures): readonly Line[] {
  const { users, usersAtLeast, blocked, messages, listed: worstUsers, ...spoof } = figures.own;
  const spoofed = (count: number): string => countOf(count, spoof.spoofedAtLeast);
  return [
    line(
      `Own users as senders: ${countOf(users, usersAtLeast)}. `,
      `Kept from sending by Microsoft: ${blocked}. Messages that the filter minded: ${messages}.${seenOnly(figures, 'mail')}`,
    ),
    ...worstUsers.map((one) => ({
      head: brief(one.address, addressLength),
      text: words(ownSenderText(one), ' (', brief(one.tenant, nameLength), ').'),
    })),
    line(
      `Own domains spoofed: ${spoofed(spoof.spoofedDomains)}. `,
      `Messages: ${spoofed(spoof.spoofed)}. Delivered: ${spoofed(spoof.spoofedReached)}.`,
    ),
    ...spoof.domains.map((one) => ({
      head: brief(one.address, addressLength),
      text: words(listedText(one), '.'),
    })),
  ];
}

export function decisionLines({ decisions }: DigestFigures): readonly Line[] {
  const { made, time, undecided, oldest } = decisions;
  return [
    line(
      `Decided: ${made}`,
      made === 0 ? '.' : `, from detection to decision: ${spreadText(time)}.`,
    ),
    line(
      `Undecided: ${undecided}`,
      oldest === undefined ? '.' : `, the oldest for ${spanText(oldest.minutes)}.`,
    ),
  ];
}

export function auditLines({ audit }: DigestFigures): readonly Line[] {
  const { heads, lines, mark } = audit;
  if (heads === 0) return [line('', 'No record has been written yet.')];
  return [
    line(
      `Audit anchor ${mark.slice(0, 6)}-${mark.slice(6)}: `,
      `${counted(heads, 'record')}, ${counted(lines, 'line')}. The file holds the heads, to verify the records against.`,
    ),
  ];
}

function spreadText({ median = 0, p90 = 0 }: Spread): string {
  return `median ${spanText(median)}, 90th percentile ${spanText(p90)}`;
}

/** The three tenants with most, where there is more than one tenant. */
function worst(
  tenants: readonly TenantFigures[],
  head: string,
  weight: (tenant: TenantFigures) => number,
  says: (tenant: TenantFigures) => string,
): readonly Line[] {
  if (tenants.length < 2) return [];
  const named = tenants
    .filter((tenant) => weight(tenant) > 0)
    .sort((a, b) => weight(b) - weight(a) || (a.tenantId < b.tenantId ? -1 : 1))
    .slice(0, 3)
    .map((one) => words(brief(one.tenant, nameLength), ` (${says(one)})`));
  return named.length === 0 ? [] : [{ head: ownText(head), text: words(listed(named), '.') }];
}
