import type { Alert } from '../alerts/alert.js';
import type { CardContent, FlatValue } from '../alerts/card-content.js';
import type { AlertRow, CardView } from '../alerts/kind.js';
import { hasEnded, type AlertState } from '../alerts/lifecycle.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import { senderText, verdictWords } from './analysis-card.js';
import {
  alertRow,
  measureParts,
  noBlockText,
  type AlertCardRow,
  type ZapMeasures,
} from './card-measures.js';
import { outcomeFields, titleOf } from './card-outcome.js';
import {
  firstRecipients,
  recipientFields,
  recipientWords,
  removalFields,
  removalNames,
} from './card-recipients.js';
import { sourcesText, threatWords } from './card-words.js';
import { blank, brief, counted, own, safe, words } from '../alerts/card-text.js';
import { canUndoRemoval, severityWords } from '../alerts/outcome-words.js';
import { parseZapFacts, type ZapFacts } from './facts.js';

/** One message that ZAP took away or tried to, with everybody who got it. */
export function zapCard(alert: Alert, view: CardView, measures: ZapMeasures): CardContent {
  const facts = parseZapFacts(alert.facts);
  const title = titleOf(alert, facts);
  const tenant = safe(alert.tenantName);
  const beside = measureParts(alert, facts, view, measures);
  const subject = subjectText(facts);
  return {
    template: 'zap-alert',
    data: {
      alertId: ownText(alert.id),
      nonce: ownText(view.nonce ?? ''),
      title,
      tenant,
      severity: ownText(severityLine(alert)),
      severityStyle: styleOf(alert),
      subject,
      sender: senderText(facts.senderName, facts.senderAddress),
      threat: ownText(threatWords[facts.threat]),
      ...recipientFields(facts, view.timeZone),
      ...explanationFields(facts),
      campaignLine: campaignText(alert),
      sources: own(sourcesOf(facts), 700),
      ...outcomeFields(alert, view),
      ...beside.fields,
      noBlock: ownText(noBlockText(facts)),
      ...removalFields(facts),
      ...buttonFields(alert, view),
      returnsLine: ownText(returnsText(alert.returns)),
    },
    rows: [...recipientRows(facts, view, alert), ...beside.rows],
    summary: words(title, ': ', brief(facts.subject, 100), ' in ', tenant),
  };
}

export function zapRow(alert: Alert): AlertRow {
  const facts = parseZapFacts(alert.facts);
  const { counts, recipients } = facts;
  const [first] = recipients;
  const more = counts.recipients > 1 ? ` and ${counts.recipients - 1} more` : '';
  return {
    id: ownText(alert.id),
    what: subjectText(facts),
    where: words(first === undefined ? '(nobody)' : brief(first.address, 100), more),
    state: ownText(stateWords[alert.state]),
    severity: ownText(severityWords[alert.severity]),
  };
}

const stateWords: Readonly<Record<AlertState, string>> = {
  open: 'Waiting',
  approved: 'Not malicious',
  removing: 'Being removed',
  removed: 'Removed',
  restoring: 'Being put back',
  resolved: 'Dealt with',
  failed: 'Not removed',
};

function severityLine({ state, severity }: Alert): string {
  const text = severityWords[severity];
  return isSettled(state)
    ? `Severity when found: ${text.replace(/^•+ /, '').toLowerCase()}`
    : `${text} severity`;
}

function isSettled(state: AlertState): boolean {
  return state === 'approved' || hasEnded(state);
}

/** Container styles of Adaptive Cards. */
function styleOf({ state, severity }: Alert): SafeText {
  if (isSettled(state)) return ownText('good');
  if (state === 'failed' || severity === 'high') return ownText('attention');
  return ownText(severity === 'informational' ? 'default' : 'warning');
}

function sourcesOf({ sources, recipients }: ZapFacts): string {
  const audit = recipients.some(({ evidence }) => evidence.from === 'audit');
  return sourcesText(sources, { audit });
}

function subjectText({ subject }: ZapFacts): SafeText {
  return subject === '' ? ownText('(no subject)') : safe(subject);
}

const basisWords: Readonly<Record<NonNullable<ZapFacts['explainedFrom']>, string>> = {
  mime: '',
  headers: 'Only its headers could be read.',
  listed: 'No copy could be read: judged from what the source lists of it.',
  nothing: 'Nothing of the message itself could be read.',
};

/** The verdict and what it rests on. Header values are said to be of the delivery: ZAP judged again later. */
function explanationFields(facts: ZapFacts): Record<string, FlatValue> {
  const { verdict, explainedFrom } = facts;
  return {
    verdict: ownText(
      verdict === undefined
        ? 'Not analysed yet.'
        : `${verdictWords[verdict.level]}: ${verdict.line}`.slice(0, 300),
    ),
    why: own((verdict?.reasons ?? []).join(' '), 600),
    basis: ownText(explainedFrom === undefined ? '' : basisWords[explainedFrom]),
    delivery: deliveryText(facts),
    links: linksText(facts),
    attachments: listText(facts.attachments.map(({ name }) => name)),
  };
}

/** 'Judged at delivery: SPF pass, DKIM none, DMARC fail, compauth fail 000, SCL 1.' */
function deliveryText({ headers }: ZapFacts): SafeText {
  const { spf, dkim, dmarc, compauth, compauthReason, scl, bcl, sfv, cat } = headers;
  const composite =
    compauth === undefined ? undefined : `${compauth} ${compauthReason ?? ''}`.trim();
  const values: readonly (readonly [string, string | number | undefined])[] = [
    ['SPF', spf],
    ['DKIM', dkim],
    ['DMARC', dmarc],
    ['compauth', composite],
    ['SCL', scl],
    ['BCL', bcl],
    ['SFV', sfv],
    ['CAT', cat],
  ];
  const said = values
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${brief(String(value), 40)}`);
  return said.length === 0 ? blank : words('As judged at delivery: ', said.join(', '), '.');
}

function linksText({ links, linkCount }: ZapFacts): SafeText {
  if (linkCount === 0) return blank;
  const hosts = [...new Set(links.map(({ host }) => host))].filter((host) => host !== '');
  return words(counted(linkCount, 'link'), hosts.length > 0 ? ' to ' : '', listText(hosts));
}

function listText(raw: readonly string[], most = 4): SafeText {
  const more = raw.length > most ? ` and ${raw.length - most} more` : '';
  return words(
    raw
      .slice(0, most)
      .map((one) => brief(one, 80))
      .join(', '),
    more,
  );
}

function campaignText({ threadOf, campaign }: Alert): SafeText {
  if (threadOf !== undefined) return words('Part of a campaign, in the thread of ', threadOf, '.');
  return ownText(
    campaign === undefined ? '' : 'Further messages of this campaign are posted as replies here.',
  );
}

function recipientRows(facts: ZapFacts, view: CardView, alert: Alert): readonly AlertCardRow[] {
  const shown = firstRecipients(facts).map((recipient) => {
    const { who, exposure, seen } = recipientWords(recipient, alert.state === 'removed');
    return alertRow('recipient', { head: who, text: exposure, note: seen });
  });
  const asked = buttonFields(alert, view)['showRemove'] === true;
  const names = asked ? removalNames(facts) : [];
  return [...shown, ...names.map((name) => alertRow('named', { head: name }))];
}

/** No button without a nonce: such a card is for reading. */
function buttonFields(alert: Alert, view: CardView): Record<string, FlatValue> {
  const live = view.nonce !== undefined && view.nonce !== '';
  const mayChange = live && view.canRemediate;
  const among = (...states: AlertState[]): boolean => states.includes(alert.state);
  return {
    showDetails: live,
    showRemove: mayChange && among('open', 'approved'),
    showRetry: mayChange && among('failed'),
    showClose: live && among('open', 'failed'),
    showRevoke: live && among('approved'),
    showUndo: mayChange && canUndoRemoval(alert, view.now),
    hasSenderScope: alert.scopes !== undefined && Object.hasOwn(alert.scopes, 'sender'),
  };
}

function returnsText(returns: number): string {
  if (returns === 0) return '';
  return returns === 1 ? 'It was seen again once.' : `It was seen again ${returns} times.`;
}
