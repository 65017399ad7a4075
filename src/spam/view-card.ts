import type { CardContent } from '../alerts/card-content.js';
import {
  blank,
  brief,
  cardRow,
  counted,
  own,
  safe,
  words,
  type CardRow,
} from '../alerts/card-text.js';
import { ownText } from '../lib/untrusted.js';
import {
  deliveredText,
  heaviestOf,
  internalRows,
  itemRow,
  receiverRows,
  receiverText,
  senderRows,
  spoofedRows,
  trendRows,
  type RowOptions,
} from './card-rows.js';
import { spoofRuleWords } from './counting-rules.js';
import type { Listing } from './listing.js';
import type { SpamLook } from './look.js';
import {
  buttonFields,
  coverageFields,
  notReadRows,
  ruleRows,
  trendsNote,
  type SpamReportCardInput,
} from './report-card.js';
import { isWhole } from './report-coverage.js';
import type { SpamView } from './view.js';
import { countText, distinctText, partsText, verdictWords } from './words.js';

export interface SpamViewCardInput extends SpamReportCardInput {
  readonly view: SpamView;
}

const most = { list: 15, second: 6, notRead: 4 };

const viewTitles: Readonly<Record<SpamView, string>> = {
  senders: 'Who sends spam',
  receivers: 'Who gets spam',
  internal: 'Our own people as senders',
  spoofed: 'Our name used by others',
  trends: 'What changed',
};

/** One part of a report, in full. */
export function spamViewCard({ looks, view, scope, days, runId }: SpamViewCardInput): CardContent {
  const title = ownText(`${viewTitles[view]}, ${counted(days, 'day')}`);
  const complete = isWhole(looks.map(({ coverage }) => coverage));
  const rows = viewRows[view](looks, { most: most.list, severalTenants: looks.length > 1 });
  const nothing = complete ? 'Nothing.' : 'Nothing seen, but not everything was read.';
  return {
    template: 'spam-view',
    data: {
      title,
      severityStyle: ownText(complete ? 'default' : 'warning'),
      scope: safe(scope === '' ? 'All customers' : scope),
      ...coverageFields(looks),
      empty: ownText(rows.some(({ section }) => section === 'item') ? '' : nothing),
      ...buttonFields(runId),
      onSenders: view === 'senders',
      onReceivers: view === 'receivers',
      onInternal: view === 'internal',
      onSpoofed: view === 'spoofed',
      onTrends: view === 'trends',
    },
    rows: [...notReadRows(looks).slice(0, most.notRead), ...rows, ...ruleRows(looks)],
    summary: title,
  };
}

type Rows = (looks: readonly SpamLook[], options: RowOptions) => readonly CardRow[];

const viewRows: Readonly<Record<SpamView, Rows>> = {
  senders: (looks, options) => [
    heading('Domains'),
    ...domainRows(looks, { ...options, most: most.second }),
    ...leftOut(looks, ({ report }) => report.domains, most.second),
    heading('Addresses'),
    ...senderRows(looks, options),
    ...leftOut(looks, ({ report }) => report.senders, options.most),
    ...oneOnManyRows(looks, { ...options, most: most.second }),
  ],
  receivers: (looks, options) => [
    ...spearRows(looks, { ...options, most: most.second }),
    ...vipRows(looks, { ...options, most: most.second }),
    heading('Most targeted'),
    ...receiverRows(looks, options),
    ...leftOut(looks, ({ report }) => report.receivers, options.most),
  ],
  internal: (looks, options) => [
    ...internalRows(looks, options),
    ...leftOut(looks, ({ report }) => report.internal, options.most),
  ],
  spoofed: (looks, options) => [
    heading('Our own domains'),
    ...spoofedRows(looks, { ...options, most: most.second }),
    heading('Other domains that were forged'),
    ...otherSpoofedRows(looks, { ...options, most: most.second }),
    ...leftOut(looks, ({ report }) => report.spoofed, 2 * most.second),
    ...spoofReportRows(looks, { ...options, most: most.second }),
  ],
  trends: (looks, options) => [
    ...trendRows(looks, options),
    ...note(trendsNote(looks)),
    ...note(looks[0]?.report.trends.rule ?? ''),
  ],
};

function heading(text: string): CardRow {
  return cardRow('heading', ownText(text));
}

function note(text: string): readonly CardRow[] {
  return text === '' ? [] : [cardRow('note', blank, own(text, 500))];
}

/** What the list does not show, so that everything adds up. */
function leftOut(
  looks: readonly SpamLook[],
  listOf: (look: SpamLook) => Listing<{ readonly count: number }>,
  shown: number,
): readonly CardRow[] {
  const lists = looks.map(listOf);
  const counts = lists.flatMap(({ listed }) => listed.map(({ count }) => count));
  const hidden = counts.sort((a, b) => b - a).slice(shown);
  const rest = [...hidden, ...lists.map((list) => list.leftOut)].reduce((sum, one) => sum + one, 0);
  if (rest === 0) return [];
  const bounded = lists.some((list) => list.bounded)
    ? ' There were more than could be followed one by one.'
    : '';
  return note(`All others together: ${counted(rest, 'delivery', 'deliveries')}.${bounded}`);
}

const domainRows: Rows = (looks, options) =>
  heaviestOf(
    looks,
    ({ report }) => report.domains.listed,
    ({ count }) => count,
    options.most,
  ).map((one) => {
    const { domain, count, atLeast, addresses, targets, byVerdict, byOutcome } = one.item;
    const text = `${countText(count, atLeast)} from ${distinctText(addresses, 'address', 'addresses')} to ${distinctText(targets, 'person', 'people')}: ${partsText(byVerdict, verdictWords)}; ${deliveredText(byOutcome)}.`;
    return itemRow(domain, text, one, options);
  });

const oneOnManyRows: Rows = (looks, options) => {
  const rows = heaviestOf(
    looks,
    ({ report }) => report.patterns.oneOnMany,
    ({ targets }) => targets.count,
    options.most,
  ).map((one) => {
    const { domain, count, targets, atLeast } = one.item;
    const text = `${countText(count, atLeast)} dangerous messages to ${distinctText(targets, 'person', 'people')}.`;
    return itemRow(domain, text, one, options);
  });
  return rows.length === 0 ? [] : [heading('One attacker on many'), ...rows];
};

const spearRows: Rows = (looks, options) => {
  const rows = heaviestOf(
    looks,
    ({ report }) => report.patterns.manyOnOne,
    ({ spear, tailored, count }) => (spear ? 1e9 : 0) + tailored * 1000 + count,
    options.most,
  ).map((one) => {
    const { address, count, domains, tailored, tailoredDomains, spear, vip } = one.item;
    const aimed = spear
      ? ` Looks like spear phishing: ${tailored} in mailings to a few people only, from ${distinctText(tailoredDomains, 'domain')}.`
      : '';
    const text = `${count} dangerous messages from ${distinctText(domains, 'domain')}.${aimed}${vip ? ' Watched.' : ''}`;
    return itemRow(address, text, one, options);
  });
  const bounded = looks.some(({ report }) => report.patterns.bounded)
    ? note('There were more different mailings than could be followed: small ones may be missing.')
    : [];
  return rows.length === 0
    ? bounded
    : [heading('Many attackers on one person'), ...rows, ...bounded];
};

const vipRows: Rows = (looks, options) => {
  const rows = heaviestOf(
    looks,
    ({ report }) => report.patterns.vips,
    ({ count }) => count,
    options.most,
  ).map((one) => itemRow(one.item.address, receiverText(one.item), one, options));
  return rows.length === 0 ? [] : [heading('People to watch'), ...rows];
};

const otherSpoofedRows: Rows = (looks, options) =>
  heaviestOf(
    looks,
    ({ report }) => report.spoofed.listed.filter(({ type }) => type === 'external'),
    ({ count }) => count,
    options.most,
  ).map((one) => {
    const { domain, count, atLeast, targets, byOutcome } = one.item;
    const text = `${countText(count, atLeast)} to ${distinctText(targets, 'person', 'people')}; ${deliveredText(byOutcome)}.`;
    return itemRow(domain, text, one, options);
  });

const spoofReportRows: Rows = (looks, options) => {
  const known = looks.filter(({ report }) => report.spoofReport !== undefined);
  const rows = heaviestOf(
    known,
    ({ report }) => report.spoofReport?.listed ?? [],
    ({ count }) => count,
    options.most,
  ).map(({ item, tenantName }) => {
    const { domain, count, type, trueSender = '', infrastructure = '', spoofedUser = '' } = item;
    const from = [trueSender, infrastructure]
      .filter((one) => one !== '')
      .map((one) => brief(one, 60));
    const whose = options.severalTenants ? words(' (', brief(tenantName, 40), ')') : blank;
    const text = words(
      `${counted(count, 'message')}, ${type === 'unknown' ? 'type not known' : type}`,
      from.length === 0 ? '' : `; sent by ${from.join(' via ')}`,
      '.',
    );
    return cardRow('item', brief(spoofedUser === '' ? domain : spoofedUser, 80), text, whose);
  });
  if (known.length === 0) return note('The spoof report was not read.');
  return rows.length === 0
    ? []
    : [heading('By the spoof report'), ...rows, ...note(spoofRuleWords)];
};
