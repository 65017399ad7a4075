import { counted } from '../alerts/card-text.js';
import { localTime } from '../lib/local-time.js';
import { ownText, Untrusted } from '../lib/untrusted.js';
import { causeTexts } from '../tenants/cause.js';
import type { Part } from './mailbox-fact.js';
import type { HistoryInput, TenantTrace, TraceCoverage } from './mailbox-trace.js';

/** Tenants of which it is said what was read; the others are counted. */
const mostTenants = 3;

type Line = readonly Part[];

/** What the history rests on: since when, what was read and when, and what is not known. Pure. */
export function coverageLines(input: HistoryInput): readonly Line[] {
  const concerned = concernedTraces(input);
  const named = concerned.slice(0, mostTenants);
  const more = concerned.length - named.length;
  return [
    ...ownerLine(input),
    ...named.flatMap((trace) => tenantLines(trace, input)),
    ...(more > 0
      ? [[ownText(`The same is not said here of ${counted(more, 'more tenant')}.`)]]
      : []),
    ...nobodyLine(input, concerned.length),
    [
      ownText(
        'Inbox rules, transport rules and journal rules that forward are not read. Zapped mail is kept for 190 days, mail flow for 13 weeks. Only what was decided and done from here is in the record of decisions.',
      ),
    ],
  ];
}

/** True when nothing that is read at all was left out, in the tenant that owns the domain. */
export function isCovered(input: HistoryInput): boolean {
  const { owner, traces, live } = input;
  const trace = traces.find(({ tenant }) => tenant.id === owner?.id);
  if (trace === undefined) return false;
  const { health, zap, flow, messagesCut } = trace.coverage;
  return (
    health?.state === 'healthy' &&
    health.lastReadAt !== undefined &&
    zap?.complete === true &&
    flow !== undefined &&
    flow.unread + flow.openReceived + flow.openSent === 0 &&
    messagesCut === 0 &&
    live.account.kind === 'account'
  );
}

/** The owner of the domain first, then every tenant in which something is stored. */
function concernedTraces({ owner, traces }: HistoryInput): readonly TenantTrace[] {
  const isOwner = ({ tenant }: TenantTrace): boolean => tenant.id === owner?.id;
  const others = traces.filter(
    (trace) => !isOwner(trace) && (trace.facts.length > 0 || trace.standing.length > 0),
  );
  return [...traces.filter(isOwner), ...others];
}

function ownerLine({ owner, traces }: HistoryInput): readonly Line[] {
  if (owner !== undefined) return [];
  const searched = `Everything that is stored of ${counted(traces.length, 'tenant')} was searched all the same.`;
  return [
    [ownText(`No watched tenant that has been read owns the domain of this address. ${searched}`)],
  ];
}

/** When no tenant is concerned: of how many it can be said that they were read. */
function nobodyLine({ traces }: HistoryInput, concerned: number): readonly Line[] {
  if (concerned > 0) return [];
  const whole = traces.filter(({ coverage }) => coverage.health?.state === 'healthy').length;
  return [
    [
      ownText(
        `Forwards: ${whole} of ${counted(traces.length, 'tenant')} read completely last time.`,
      ),
    ],
  ];
}

function tenantLines(
  { tenant, coverage }: TenantTrace,
  { timeZone }: HistoryInput,
): readonly Line[] {
  const name = Untrusted.of(tenant.name);
  const time = (at: string): string => localTime(at, timeZone);
  const begun = coverage.recordedSince;
  return [
    [
      name,
      ownText(
        begun === undefined
          ? ': no decision or alert is recorded yet.'
          : `: alerts and decisions are recorded since ${time(begun)}.`,
      ),
    ],
    [ownText(forwardsText(coverage, time))],
    [ownText(zapText(coverage, time))],
    ...(coverage.messagesCut > 0 ? [[ownText(cutText(coverage.messagesCut))]] : []),
    [ownText(flowText(coverage, time))],
  ];
}

type Time = (at: string) => string;

function forwardsText({ health }: TraceCoverage, time: Time): string {
  if (health?.lastReadAt === undefined) {
    const why = health?.cause ? ` ${causeTexts[health.cause.code].sentence}` : '';
    return `Forwards: never read completely.${why}`;
  }
  const last = `Forwards: last read completely ${time(health.lastReadAt)}.`;
  if (health.state === 'healthy') return last;
  const why = health.cause
    ? causeTexts[health.cause.code].sentence
    : 'Some mailboxes could not be read.';
  return `${last} Not since: ${why}`;
}

function zapText({ zap }: TraceCoverage, time: Time): string {
  if (zap === undefined) return 'Zapped mail: never looked for.';
  const { readAt, complete, notRead, limits } = zap;
  const gaps = [...notRead, ...limits].slice(0, 2).join(' ');
  const how = complete ? 'read to the end' : 'not read to the end';
  return `Zapped mail: last looked for ${time(readAt)}, ${how}. ${gaps}`.trimEnd();
}

function cutText(count: number): string {
  return `${counted(count, 'zapped message')} went to more people than are listed: whether this mailbox is among them is not known.`;
}

function flowText({ flow }: TraceCoverage, time: Time): string {
  if (flow === undefined) return 'Mail flow: no day is stored.';
  const { firstDay, lastDay, days, unread, openReceived, openSent, readAt } = flow;
  const gaps = [
    unread > 0 ? ` ${counted(unread, 'day was', 'days were')} not read to the end.` : '',
    openReceived > 0
      ? ` It is not among the receivers listed on ${counted(openReceived, 'day')}, which is not "none".`
      : '',
    openSent > 0
      ? ` It is not among the senders listed on ${counted(openSent, 'day')}, which is not "none".`
      : '',
  ].join('');
  const span = firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}`;
  return `Mail flow: ${counted(days, 'day')} stored (${span}), last read ${time(readAt)}.${gaps}`;
}
