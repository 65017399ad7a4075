import { defang } from '../lib/defang.js';
import { Untrusted } from '../lib/untrusted.js';
import { atDelivery, delayText, verdictWords } from './analysis-card.js';
import type {
  AnalysedLink,
  ExplainedField,
  Hop,
  MessageAnalysis,
  Observation,
} from './analysis/report.js';
import { targetOf, withoutPath } from './link-target.js';

const longestValue = 500;

/** A message's text for a terminal or a file: hidden characters shown, addresses and hosts defanged, no URL's path. */
function shown(raw: string): string {
  return defang(Untrusted.of(withoutPath(raw.slice(0, longestValue))).forPlainText());
}

/** Any message, explained, as lines for a terminal: everything that the card has no room for. */
export function analysisText(analysis: MessageAnalysis): readonly string[] {
  const { verdict, people, headers, names, links, linksLeftOut, attachments } = analysis;
  return [
    `${verdictWords[verdict.level]}: ${verdict.line}`,
    ...verdict.reasons.map((reason) => `  - ${reason}`),
    '',
    ...table([
      ['Subject', shown(people.subject)],
      ['From', `${shown(people.fromName)} <${shown(people.fromAddress)}>`],
      ['Reply-To', people.replyTo.map(shown).join(', ')],
      ['Return-Path', shown(people.returnPath ?? '')],
      ['ZAP', headers.zapped ? 'its headers say that ZAP moved it' : ''],
    ]),
    ...part('Names and addresses', names.flatMap(observationLines)),
    ...part('Links', [
      ...links.flatMap(linkLines),
      ...(linksLeftOut > 0 ? [`${linksLeftOut} more were not looked at`] : []),
    ]),
    ...part(
      'Attachments',
      attachments.flatMap(({ name, sha256, observations }) => [
        `${shown(name)}${sha256 === undefined ? '' : `  SHA-256 ${shown(sha256)}`}`,
        ...observations.flatMap(observationLines).map(indented),
      ]),
    ),
    ...part('Its way, oldest first', headers.path.map(hopLine)),
    ...part(`Header values. ${atDelivery}`, table(headers.fields.map(fieldCells))),
    ...part('Of other hops', table(headers.otherHops.map(fieldCells))),
  ];
}

/** Nothing where there is nothing to say. */
function part(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines.map(indented)];
}

function indented(line: string): string {
  return `  ${line}`;
}

const widest = 60;

/** Columns side by side; rows whose second cell is empty are left out. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const kept = rows.filter(([, value = '']) => value !== '');
  const widths = [0, 1].map((column) =>
    Math.min(widest, Math.max(0, ...kept.map((row) => (row[column] ?? '').length))),
  );
  return kept.map((row) =>
    row
      .map((cell, i) => (i < row.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell))
      .join('  ')
      .trimEnd(),
  );
}

function observationLines({ sentence, shown: texts }: Observation): readonly string[] {
  return [`${sentence}${texts.length > 0 ? ` [${texts.slice(0, 5).map(shown).join(' · ')}]` : ''}`];
}

function linkLines(link: AnalysedLink): readonly string[] {
  const { text, wrappedBy, where, observations } = link;
  const details = [
    where === 'html' ? '' : where,
    text === '' ? '' : `shown as "${shown(text)}"`,
    wrappedBy.length > 0 ? `wrapped by ${wrappedBy.map(shown).join(', ')}` : '',
  ].filter((detail) => detail !== '');
  const about = details.length > 0 ? `  (${details.join(', ')})` : '';
  return [
    `${shown(targetOf(link))}${about}`,
    ...observations.flatMap(observationLines).map(indented),
  ];
}

function hopLine({ from, by, address, at, delaySeconds }: Hop): string {
  const times = [at ?? '', delayText(delaySeconds)].filter((text) => text !== '');
  const way = `${shown(from ?? address ?? '(not said)')} → ${shown(by ?? '(not said)')}`;
  return [way, ...times].join('  ');
}

function fieldCells({
  header,
  key,
  value,
  sentence,
  understood,
}: ExplainedField): readonly string[] {
  const name = key === '' ? header : `${header} ${key}`;
  return [shown(name), shown(value) || '(empty)', sentence || (understood ? '' : 'not understood')];
}

/** The same as JSON. All texts of the message are as `analysisText` shows them. */
export function analysisJson(analysis: MessageAnalysis): object {
  const { verdict, people, headers, names, links, linksLeftOut, attachments } = analysis;
  return {
    schema: 'inbox-warden/message-analysis',
    version: 1,
    verdict,
    people: {
      fromName: shown(people.fromName),
      fromAddress: shown(people.fromAddress),
      replyTo: people.replyTo.map(shown),
      ...(people.returnPath === undefined ? {} : { returnPath: shown(people.returnPath) }),
      subject: shown(people.subject),
    },
    zapped: headers.zapped,
    spoofsOwnDomain: headers.spoofsOwnDomain,
    values: valuesJson(headers.values),
    headers: [...headers.observations.map(observationJson)],
    names: names.map(observationJson),
    links: links.map((link) => ({
      target: shown(targetOf(link)),
      text: shown(link.text),
      wrappedBy: link.wrappedBy.map(shown),
      where: link.where,
      observations: link.observations.map(observationJson),
    })),
    linksLeftOut,
    attachments: attachments.map(({ name, sha256, observations }) => ({
      name: shown(name),
      ...(sha256 === undefined ? {} : { sha256: shown(sha256) }),
      observations: observations.map(observationJson),
    })),
    path: headers.path.map(hopJson),
    fields: headers.fields.map(fieldJson),
    otherHops: headers.otherHops.map(fieldJson),
  };
}

function valuesJson(values: MessageAnalysis['headers']['values']): object {
  const entries = Object.entries(values) as [string, string | number | undefined][];
  return Object.fromEntries(
    entries
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, typeof value === 'string' ? shown(value) : value]),
  );
}

function observationJson({ code, weight, sentence, shown: texts }: Observation): object {
  return { code, weight, sentence, shown: texts.map(shown) };
}

function hopJson({ from, by, address, at, delaySeconds }: Hop): object {
  return {
    ...(from === undefined ? {} : { from: shown(from) }),
    ...(by === undefined ? {} : { by: shown(by) }),
    ...(address === undefined ? {} : { address: shown(address) }),
    ...(at === undefined ? {} : { at: shown(at) }),
    ...(delaySeconds === undefined ? {} : { delaySeconds }),
  };
}

function fieldJson({ header, key, value, sentence, understood }: ExplainedField): object {
  return { header: shown(header), key: shown(key), value: shown(value), sentence, understood };
}
