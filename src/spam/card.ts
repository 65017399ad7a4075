import type { Alert, Outcome } from '../alerts/alert.js';
import type { CardContent, FlatValue } from '../alerts/card-content.js';
import { blank, brief, own, safe, words } from '../alerts/card-text.js';
import type { AlertKindDefinition, AlertRow, CardView } from '../alerts/kind.js';
import { hasEnded, isUndecided, type AlertState } from '../alerts/lifecycle.js';
import { measureRows, type MeasureRow } from '../alerts/measure-card.js';
import { severityWords } from '../alerts/outcome-words.js';
import { localTime } from '../lib/local-time.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import { acknowledgedAs } from './acknowledge-causes.js';
import { mailSourceNames } from './counting-rules.js';
import { causeSentence, evidenceText, questionsFor } from './evidence-words.js';
import { parseSpamFacts, type SpamFacts } from './facts.js';
import { causeWords, distinctText, partsText, verdictWords } from './words.js';

type Measures = NonNullable<AlertKindDefinition['measures']>;

/** One row of the card's template; what a section does not use is empty. */
type Row = Readonly<Record<'section' | 'head' | 'text' | 'measure' | 'target', SafeText>>;

/** One user of the tenant who sends what the filter minds, with the evidence and what to ask. */
export function spamCard(alert: Alert, view: CardView, measures: Measures): CardContent {
  const facts = parseSpamFacts(alert.facts);
  const title = ownText(titleOf(alert, facts));
  const tenant = safe(alert.tenantName);
  const beside = measureParts(alert, view, measures);
  return {
    template: 'spam-alert',
    data: {
      alertId: ownText(alert.id),
      nonce: ownText(view.nonce ?? ''),
      title,
      tenant,
      severity: ownText(severityLine(alert)),
      severityStyle: styleOf(alert),
      sender: senderText(facts),
      cause: ownText(`Likely cause: ${causeWords[facts.likelyCause]}.`),
      why: ownText(causeSentence(facts.likelyCause)),
      when: ownText(whenText(facts, view)),
      counts: ownText(countsText(facts)),
      blocked: blockedText(facts, view),
      notKnown: own(facts.notKnown.join(' '), 500),
      source: ownText(
        facts.source === undefined ? '' : `Counted by: ${mailSourceNames[facts.source]}.`,
      ),
      ...stateFields(alert, view),
      ...beside.fields,
      showClose: isLive(view) && isUndecided(alert.state),
      showDetails: isLive(view),
      returnsLine: ownText(returnsText(alert.returns)),
    },
    rows: [
      ...facts.evidence.map((one) => row('evidence', { text: own(evidenceText(one), 200) })),
      ...questionsFor(facts.likelyCause).map((text) => row('question', { text: ownText(text) })),
      ...beside.rows,
    ],
    summary: words(title, ': ', brief(facts.address, 100), ' in ', tenant),
  };
}

export function spamRow(alert: Alert): AlertRow {
  const facts = parseSpamFacts(alert.facts);
  return {
    id: ownText(alert.id),
    what: brief(facts.address, 100),
    where: ownText(causeWords[facts.likelyCause]),
    state: ownText(stateWords[alert.state]),
    severity: ownText(severityWords[alert.severity]),
  };
}

/** The states of other kinds do not occur here. */
const stateWords: Readonly<Record<AlertState, string>> = {
  open: 'Waiting',
  approved: 'Approved',
  removing: 'Under way',
  removed: 'Removed',
  restoring: 'Under way',
  resolved: 'Dealt with',
  failed: 'Waiting',
};

function severityLine({ state, severity }: Alert): string {
  const text = severityWords[severity];
  return hasEnded(state)
    ? `Severity when found: ${text.replace(/^•+ /, '').toLowerCase()}`
    : `${text} severity`;
}

/** Container styles of Adaptive Cards. */
function styleOf({ state, severity }: Alert): SafeText {
  if (hasEnded(state)) return ownText('good');
  return ownText(severity === 'high' ? 'attention' : severity === 'medium' ? 'warning' : 'default');
}

/** The most urgent first. */
function titleOf({ state }: Alert, { evidence, blocked, likelyCause }: SpamFacts): string {
  if (hasEnded(state)) return 'Dealt with: one of our own sent spam';
  const codes = new Set(evidence.map(({ code }) => code));
  if (blocked) return 'Blocked by Microsoft from sending';
  if (codes.has('malware-sent')) return 'One of our own sends malware';
  if (codes.has('phish-sent')) return 'One of our own sends phishing';
  if (likelyCause === 'compromised-account') return 'An account may be in the wrong hands';
  return 'One of our own sends spam';
}

function senderText({ displayName, address, accountEnabled }: SpamFacts): SafeText {
  const name = displayName === undefined || displayName === '' ? '' : `${brief(displayName, 80)} `;
  const off = accountEnabled === false ? ' (sign-in is blocked)' : '';
  return words(name, '<', brief(address, 120), '>', off);
}

function whenText({ startedAt, lastAt, busiestHour }: SpamFacts, { timeZone }: CardView): string {
  const span = `${localTime(startedAt, timeZone)} to ${localTime(lastAt, timeZone)}`;
  return busiestHour === undefined
    ? span
    : `${span}; busiest hour from ${localTime(busiestHour.at, timeZone)}: ${busiestHour.count}`;
}

function countsText({ sent, unwanted, byVerdict, recipients, atLeast }: SpamFacts): string {
  if (sent === 0 && unwanted === 0) return 'No mail of this person was seen in the period.';
  const counts = Object.fromEntries(
    Object.keys(verdictWords).map((key) => [key, key === 'clean' ? 0 : (byVerdict[key] ?? 0)]),
  ) as Record<keyof typeof verdictWords, number>;
  const parts = partsText(counts, verdictWords);
  const said = parts === '' ? 'none of it minded by the filter' : parts;
  const more = atLeast ? 'at least ' : '';
  return `${more}${sent} sent to ${distinctText(recipients, 'recipient')}: ${said}.`;
}

function blockedText(facts: SpamFacts, { timeZone }: CardView): SafeText {
  if (!facts.blocked) return blank;
  const since =
    facts.blockedAt === undefined ? '' : ` since ${localTime(facts.blockedAt, timeZone)}`;
  const reason = facts.blockedReason === undefined ? '' : `: ${brief(facts.blockedReason, 200)}`;
  return words('Kept from sending by Microsoft', since, reason);
}

function stateFields(alert: Alert, view: CardView): Record<string, FlatValue> {
  const { outcome, state } = alert;
  const closed = outcome?.event === 'acknowledge' ? outcome : undefined;
  const cause = acknowledgedAs(closed?.cause);
  return {
    stateLine: ownText(cause === undefined ? lineOf(alert) : `It turned out to be: ${cause}.`),
    decided: closed === undefined ? blank : decidedText(closed, view),
    reason: safe(outcome?.reason ?? ''),
    nextLine: ownText(nextOf(state, view)),
  };
}

function decidedText({ by, at }: Outcome, { timeZone }: CardView): SafeText {
  return by === undefined
    ? blank
    : words('Acknowledged by ', safe(by.name), ', ', localTime(at, timeZone));
}

function lineOf({ outcome, state }: Alert): string {
  if (outcome?.event === 'changed') return 'More is known than was shown before.';
  if (outcome?.event === 'returned') return 'It went on after it was closed.';
  return hasEnded(state) ? 'Somebody has dealt with it.' : '';
}

function nextOf(state: AlertState, view: CardView): string {
  if (hasEnded(state)) return 'If it goes on in another way, it is raised again.';
  return isLive(view)
    ? 'Ask the person, but not by mail. When in doubt contain the account first; then say what it turned out to be.'
    : 'An approver decides, on the card in the security channel.';
}

function isLive({ nonce }: CardView): boolean {
  return nonce !== undefined && nonce !== '';
}

function row(section: string, texts: Partial<Omit<Row, 'section'>>): Row {
  const none = { head: blank, text: blank, measure: blank, target: blank };
  return { section: ownText(section), ...none, ...texts };
}

/** What the card says and offers of containing the account and of allowing to send again. */
function measureParts(
  alert: Alert,
  view: CardView,
  measures: Measures,
): { readonly rows: readonly Row[]; readonly fields: Record<string, FlatValue> } {
  const all = measureRows(alert, view, measures);
  const said = all.filter(({ line }) => line !== '');
  const contain = all.filter(
    (one) => one.canOrder && (one.measure === 'revoke-sessions' || one.measure === 'block-sign-in'),
  );
  const [person] = contain;
  const unblock = all.filter((one) => one.canOrder && one.measure === 'unblock-sending');
  const undo = all.filter(({ canUndo }) => canUndo);
  const choice = (section: string, one: MeasureRow, text = blank): Row =>
    row(section, { head: one.label, text, measure: ownText(one.measure), target: one.target });
  return {
    rows: [
      ...said.map(({ line }) => row('measure', { text: line })),
      ...contain.map((one) => choice(one.measure, one)),
      ...unblock.map((one) => choice('unblock', one)),
      ...undo.map((one) => choice('undo', one, one.line)),
    ],
    fields: {
      person: person?.label ?? blank,
      showContain: contain.length > 0,
      showUnblock: unblock.length > 0,
      showUndoMeasure: undo.length > 0,
    },
  };
}

function returnsText(returns: number): string {
  if (returns === 0) return '';
  return returns === 1 ? 'It came back once.' : `It came back ${returns} times.`;
}
