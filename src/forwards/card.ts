import type { Alert } from '../alerts/alert.js';
import { containMeasures, type AccountControl } from '../alerts/contain.js';
import type { CardContent, FlatValue } from '../alerts/card-content.js';
import { safe } from '../alerts/card-text.js';
import type { AlertKindDefinition, AlertRow, CardView, Remediation } from '../alerts/kind.js';
import { hasEnded, type AlertState } from '../alerts/lifecycle.js';
import type { MeasureTarget } from '../alerts/measure.js';
import { canUndoRemoval, severityWords } from '../alerts/outcome-words.js';
import { localTime } from '../lib/local-time.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import { containFields } from './card-contain.js';
import { outcomeFields, titleOf } from './card-outcome.js';
import { isOutside, type Destination } from './destination.js';
import { parseForwardFacts, type ForwardFacts } from './facts.js';
import { reasons } from './severity.js';

const blank = ownText('');

type Measures = AlertKindDefinition['measures'];

/**
 * How the core shows and changes alerts of this kind. Without `remediation` the product only reports; without `contain`
 * the mailbox's owner can't be contained from the card.
 */
export function forwardKind(
  remediation?: Remediation,
  contain?: AccountControl,
): AlertKindDefinition {
  const measures = contain && containMeasures(contain, ownerOf);
  return {
    card: (alert, view) => forwardCard(alert, view, measures),
    row: forwardRow,
    remediation,
    measures,
  };
}

/** The person whose mailbox it is. Shared, room and resource mailboxes have an account that nobody signs in to. */
function ownerOf(alert: Alert): readonly MeasureTarget[] {
  const { objectId, recipientType, userPrincipalName } = parseForwardFacts(alert.facts);
  return objectId === undefined || objectId === '' || recipientType !== 'UserMailbox'
    ? []
    : [{ key: objectId.toLowerCase(), label: userPrincipalName }];
}

function forwardCard(alert: Alert, view: CardView, measures: Measures): CardContent {
  const facts = parseForwardFacts(alert.facts);
  const title = titleOf(alert);
  const data = {
    alertId: ownText(alert.id),
    nonce: ownText(view.nonce ?? ''),
    title,
    tenant: safe(alert.tenantName),
    ...mailboxFields(facts),
    forwardsLabel: ownText(hasEnded(alert.state) ? 'Forwarded to' : 'Forwards to'),
    ...destinationFields(facts),
    ...seenFields(alert, view),
    severity: ownText(severityLine(alert)),
    severityStyle: styleOf(alert),
    why: ownText(whyOf(facts)),
    ...outcomeFields(alert, view),
    ...buttonFields(alert, view),
    ...containFields(alert, view, measures),
    removeConfirm: words('Remove the forward from ', safe(facts.primarySmtpAddress), '?'),
    returnsLine: ownText(returnsText(alert.returns)),
  };
  const summary = words(title, ': ', safe(facts.primarySmtpAddress), ' in ', data.tenant);
  return { template: 'forward-alert', data, summary };
}

function forwardRow(alert: Alert): AlertRow {
  const facts = parseForwardFacts(alert.facts);
  const more = facts.outsideCount > 1 ? ` and ${facts.outsideCount - 1} more` : '';
  return {
    id: ownText(alert.id),
    what: safe(facts.primarySmtpAddress),
    where: words(placeOf(facts.destinations[0]), more),
    state: ownText(stateWords[alert.state]),
    severity: ownText(severityWords[alert.severity]),
  };
}

const stateWords: Readonly<Record<AlertState, string>> = {
  open: 'Waiting',
  approved: 'Approved',
  removing: 'Being removed',
  removed: 'Removed',
  restoring: 'Being put back',
  resolved: 'Gone',
  failed: 'Not removed',
};

/** How bad it is now, or was before it was decided. */
function severityLine({ state, severity }: Alert): string {
  const words = severityWords[severity];
  return isSettled(state)
    ? `Severity when found: ${words.replace(/^•+ /, '').toLowerCase()}`
    : `${words} severity`;
}

function isSettled(state: AlertState): boolean {
  return state === 'approved' || hasEnded(state);
}

/** The copy has a row of its own, so it is named as a reason only when there is no other. */
function whyOf({ reasons: codes }: ForwardFacts): string {
  const telling = codes.filter((code) => code !== 'keeps-copy');
  return (telling.length > 0 ? telling : codes).map((code) => reasons[code].sentence).join(' ');
}

/** The last sight only where it says more than the first. */
function seenFields(alert: Alert, view: CardView): Record<string, FlatValue> {
  const firstSeen = time(alert.firstSeenAt, view);
  const lastSeen = time(alert.lastSeenAt, view);
  return { firstSeen, lastSeen: lastSeen === firstSeen ? blank : lastSeen };
}

/** Container styles of Adaptive Cards. */
function styleOf({ state, severity }: Alert): SafeText {
  if (isSettled(state)) return ownText('good');
  if (state === 'failed' || severity === 'high') return ownText('attention');
  return ownText(severity === 'informational' ? 'default' : 'warning');
}

function mailboxFields(facts: ForwardFacts): Record<string, FlatValue> {
  return {
    mailboxName: safe(facts.displayName),
    mailboxAddress: safe(facts.primarySmtpAddress),
    keepsCopy: ownText(facts.keepsCopy ? 'Yes, in the mailbox' : 'No'),
  };
}

function destinationFields(facts: ForwardFacts): Record<string, FlatValue> {
  const outside = facts.destinations.filter(isOutside);
  const [first = facts.destinations[0], second] = outside;
  const more = facts.outsideCount - 2;
  const inside = facts.destinations.find((one) => !isOutside(one) && one !== first);
  return {
    destination1: placeOf(first),
    how1: howOf(first),
    destination2: second === undefined ? blank : placeOf(second),
    how2: howOf(second),
    moreDestinations: ownText(more > 0 ? `and ${more} more` : ''),
    clientWarning:
      inside === undefined
        ? blank
        : words(
            'Removing also clears the forward inside the organisation to ',
            placeOf(inside),
            '.',
          ),
  };
}

/** How the mail gets there, beginning with the attribute's own name. */
function howOf(destination: Destination | undefined): SafeText {
  if (destination === undefined) return blank;
  const { vector, dormant } = destination;
  const attribute = vector === 'mailbox-smtp' ? 'ForwardingSmtpAddress' : 'ForwardingAddress';
  return words(attribute, dormant ? ', not in effect now' : '', noteOf(destination));
}

function placeOf(destination: Destination | undefined): SafeText {
  return destination === undefined
    ? ownText('(none)')
    : safe(destination.address ?? destination.label);
}

function noteOf({ via = [], why, placement }: Destination): string {
  const way = via.slice(0, 3).map(({ kind, name }) => `, through ${kind} ${safe(name)}`);
  const unresolved =
    placement === 'unresolved'
      ? `. Could not be resolved (${unresolvedWords[why ?? 'failed']}): treated as external.`
      : '';
  return way.join('') + unresolved;
}

const unresolvedWords: Readonly<Record<NonNullable<Destination['why']>, string>> = {
  'not-found': 'no such recipient',
  several: 'several recipients have this name',
  failed: 'the look-up failed',
  'not-an-address': 'not a plain SMTP address',
  'unknown-recipient': 'a kind of recipient that shows no address',
  'too-deep': 'the chain is too long',
};

/** No button without a nonce: such a card is for reading. */
function buttonFields(alert: Alert, view: CardView): Record<string, FlatValue> {
  const live = view.nonce !== undefined && view.nonce !== '';
  const mayChange = live && view.canRemediate;
  const among = (...states: AlertState[]): boolean => states.includes(alert.state);
  return {
    showRemove: mayChange && among('open', 'approved'),
    showRetry: mayChange && among('failed'),
    showApprove: live && among('open', 'failed'),
    showRevoke: live && among('approved'),
    showUndo: mayChange && canUndoRemoval(alert, view.now),
  };
}

function returnsText(returns: number): string {
  if (returns === 0) return '';
  return returns === 1 ? 'It came back once.' : `It came back ${returns} times.`;
}

function time(iso: string, { timeZone }: CardView): SafeText {
  return ownText(localTime(iso, timeZone));
}

/** Our own words around texts that are safe already. */
function words(...parts: readonly string[]): SafeText {
  return ownText(parts.join(''));
}
