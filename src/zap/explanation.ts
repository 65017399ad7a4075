import type {
  AnalysedLink,
  HeaderValues,
  MessageAnalysis,
  Observation,
} from './analysis/report.js';
import { registrableDomain } from '../lib/infrastructure.js';
import type {
  Explanation,
  RecordedAttachment,
  RecordedHeaders,
  RecordedLink,
  RecordedObservation,
} from './records.js';
import { bounded } from './sighting-form.js';

const most = { observations: 40, shown: 3, links: 50, codes: 10, reasons: 5, attachments: 20 };
const longest = { header: 200, shown: 120, name: 200, sentence: 400, host: 253 };

/** What the analysis found, in the form in which it is stored: nothing of the body, no URL beyond its host. */
export interface Explained {
  readonly explanation: Explanation;
  readonly attachments: readonly RecordedAttachment[];
}

export function explained(
  analysis: MessageAnalysis,
  from: Explanation['from'],
  at: Date,
): Explained {
  const { verdict } = analysis;
  const links = linksOf(analysis.links);
  return {
    explanation: {
      from,
      at: at.toISOString(),
      headers: headersOf(analysis.headers.values),
      verdict: {
        level: verdict.level,
        line: bounded(verdict.line, longest.sentence),
        reasons: verdict.reasons
          .slice(0, most.reasons)
          .map((reason) => bounded(reason, longest.sentence)),
      },
      observations: observationsOf(analysis),
      links: links.slice(0, most.links),
      linksLeftOut: analysis.linksLeftOut + Math.max(0, links.length - most.links),
    },
    attachments: analysis.attachments.slice(0, most.attachments).map((one) => ({
      name: bounded(one.name, longest.name),
      ...(one.sha256 === undefined ? {} : { sha256: one.sha256 }),
      codes: codesOf(one.observations),
    })),
  };
}

/** Stored when there was neither a copy nor a list, so that it is not looked for in every scan. */
export function unexplained(at: Date): Explained {
  return {
    explanation: {
      from: 'nothing',
      at: at.toISOString(),
      headers: {},
      verdict: { level: 'not-judged', line: 'No copy of the message could be read.', reasons: [] },
      observations: [],
      links: [],
      linksLeftOut: 0,
    },
    attachments: [],
  };
}

function headersOf(values: HeaderValues): RecordedHeaders {
  const kept = Object.entries(values)
    .filter(([name]) => name !== 'networkMessageId' && name !== 'internetMessageId')
    .filter(([, value]) => typeof value !== 'number' || Number.isFinite(value))
    .map(([name, value]): [string, unknown] => [
      name,
      typeof value === 'string' ? bounded(value, longest.header) : value,
    ]);
  return Object.fromEntries(kept);
}

const weights = ['high', 'medium', 'low', 'info', 'good'] as const;

function observationsOf(analysis: MessageAnalysis): readonly RecordedObservation[] {
  const all: readonly RecordedObservation[] = [
    ...recorded('headers', analysis.headers.observations),
    ...recorded('names', analysis.names),
    ...recorded(
      'links',
      analysis.links.flatMap((link) => link.observations),
    ),
    ...recorded(
      'attachments',
      analysis.attachments.flatMap((one) => one.observations),
    ),
  ];
  // A hundred links of one kind are one observation.
  const distinct = new Map(all.map((one) => [`${one.about}|${one.code}`, one]));
  return [...distinct.values()]
    .sort((a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight))
    .slice(0, most.observations);
}

function recorded(
  about: RecordedObservation['about'],
  observations: readonly Observation[],
): readonly RecordedObservation[] {
  return observations.map(({ code, weight, sentence, shown }) => ({
    about,
    code: bounded(code, 60),
    weight,
    sentence: bounded(sentence, longest.sentence),
    shown: about === 'links' ? [] : shown.filter(isNoUrl).slice(0, most.shown).map(shortened),
  }));
}

/** Paths, queries and tokens may tell who the recipient is. */
function isNoUrl(text: string): boolean {
  return !/:\/\/|[?&=]|^(?:data|javascript|mailto|tel):/i.test(text);
}

function shortened(text: string): string {
  return bounded(text, longest.shown);
}

function linksOf(links: readonly AnalysedLink[]): readonly RecordedLink[] {
  const byHost = new Map<string, Set<string>>();
  for (const { host, observations } of links) {
    if (host === '') continue;
    const name = bounded(host, longest.host);
    const codes = byHost.get(name) ?? new Set<string>();
    for (const code of codesOf(observations)) codes.add(code);
    byHost.set(name, codes);
  }
  return [...byHost]
    .map(([host, codes]) => ({
      host,
      domain: registrableDomain(host) ?? '',
      codes: [...codes].slice(0, most.codes),
    }))
    .sort((a, b) => Number(b.codes.length > 0) - Number(a.codes.length > 0));
}

function codesOf(observations: readonly Observation[]): readonly string[] {
  const codes = observations
    .filter(({ weight }) => weight !== 'good')
    .map(({ code }) => bounded(code, 60));
  return [...new Set(codes)].slice(0, most.codes);
}
