import type { Alert } from '../alerts/alert.js';
import type { FlatValue } from '../alerts/card-content.js';
import type { AlertKindDefinition, CardView } from '../alerts/kind.js';
import { measureRows, type MeasureRow } from '../alerts/measure-card.js';
import { ownText } from '../lib/untrusted.js';
import { brief, words } from '../alerts/card-text.js';
import type { ZapFacts } from './facts.js';
import { plainIp } from '../lib/infrastructure.js';
import { usesOwnDomain } from './measures.js';

/** What fits on a card; the others are counted. Those who clicked stand first. */
const most = { lines: 6, people: 10, undo: 4 };

export type ZapMeasures = NonNullable<AlertKindDefinition['measures']>;

/** One row of the card's template; what a section does not use is empty. */
export type AlertCardRow = Readonly<
  Record<'section' | 'head' | 'text' | 'note' | 'measure' | 'target', ReturnType<typeof ownText>>
>;

const empty = ownText('');

export function alertRow(
  section: string,
  texts: Partial<Omit<AlertCardRow, 'section'>>,
): AlertCardRow {
  const none = { head: empty, text: empty, note: empty, measure: empty, target: empty };
  return { section: ownText(section), ...none, ...texts };
}

/** Everything that the card says and offers beside the removal. */
export function measureParts(
  alert: Alert,
  facts: ZapFacts,
  view: CardView,
  measures: ZapMeasures,
): { readonly rows: readonly AlertCardRow[]; readonly fields: Record<string, FlatValue> } {
  const all = measureRows(alert, view, measures);
  const said = all.filter(({ line }) => line !== '');
  const undo = all.filter(({ canUndo }) => canUndo).slice(0, most.undo);
  // What is judged harmless needs no containing; what was done before can still be undone.
  const offered = alert.state === 'approved' ? [] : all;
  const people = peopleOf(offered);
  const block = offered.filter((one) => one.measure === 'block-sender' && one.canOrder);
  const release = all.filter((one) => one.measure === 'release' && one.canOrder);
  const rows = [
    ...said.slice(0, most.lines).map(({ line }) => alertRow('measure', { text: line })),
    ...people.slice(0, most.people).map((one) => choice('person', one)),
    ...block.map((one) => choice('block', one)),
    ...release.map((one) => choice('release', one)),
    ...undo.map((one) => ({ ...choice('undo', one), text: one.line })),
  ];
  const fields = {
    moreMeasures: ownText(
      said.length > most.lines ? `and ${said.length - most.lines} more measures` : '',
    ),
    morePeople: ownText(
      people.length > most.people
        ? `${people.length - most.people} more have clicked or read it: contain them in Microsoft Entra.`
        : '',
    ),
    firstPerson: people[0]?.target ?? empty,
    blockNote: blockNote(facts),
    showContain: people.length > 0,
    showBlock: block.length > 0,
    showRelease: release.length > 0,
    showUndoMeasure: undo.length > 0,
  };
  return { rows, fields };
}

/** Each once: both measures that contain an account have the same targets. */
function peopleOf(all: readonly MeasureRow[]): readonly MeasureRow[] {
  const containing = all.filter(
    ({ measure, canOrder }) =>
      canOrder && (measure === 'revoke-sessions' || measure === 'block-sign-in'),
  );
  return [...new Map(containing.map((one) => [one.target, one])).values()];
}

function choice(section: string, { measure, target, label }: MeasureRow): AlertCardRow {
  return alertRow(section, { head: label, measure: ownText(measure), target });
}

/** What blocking the sender does not do. */
function blockNote(facts: ZapFacts): ReturnType<typeof ownText> {
  const { senderIp, authenticated } = facts;
  const forged = authenticated
    ? ''
    : 'The address was not proven: whoever wrote it can take another one tomorrow. ';
  const ip = senderIp === undefined ? undefined : plainIp(senderIp);
  // Microsoft Learn, "New-TenantAllowBlockListItems": IP entries are IPv6 only.
  const connecting =
    ip === undefined || ip.includes(':')
      ? ''
      : `The connecting address ${brief(ip, 60)} is IPv4: it is blocked in the connection filter policy, not here.`;
  return words(forged, connecting);
}

/** Why there is no button to block the sender, where one might look for it. */
export function noBlockText(facts: ZapFacts): string {
  return facts.senderAddress !== '' && usesOwnDomain(facts)
    ? "The sender's address is of the organisation itself: blocking it would block its own people."
    : '';
}
