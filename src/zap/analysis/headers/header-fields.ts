import type { ExplainedField } from '../report.js';
import { antispamWords, mailboxDeliveryWords } from './antispam-words.js';
import { authenticationFields } from './authentication-fields.js';
import { parseAuthenticationResults } from './authentication-results.js';
import { explained, explainedValue, type Glossary } from './explain.js';
import { forefrontWords } from './forefront-words.js';
import type { HeadersByName, PlacedHeader } from './headers-by-name.js';
import type { SortedResults } from './own-stamps.js';
import { semicolonPairs } from './semicolon-pairs.js';
import { singleValueHeaders } from './single-value-words.js';

export const forefrontName = 'X-Forefront-Antispam-Report';
export const antispamName = 'X-Microsoft-Antispam';
export const mailboxDeliveryName = 'X-Microsoft-Antispam-Mailbox-Delivery';
export const zapName = 'X-Microsoft-Antispam-ZAP-Message-Info';

/** Filter headers made of pairs; the last of each name is ours. */
const pairHeaders: readonly (readonly [string, Glossary])[] = [
  [forefrontName, forefrontWords],
  [antispamName, antispamWords],
  [mailboxDeliveryName, mailboxDeliveryWords],
];

/** Stamps of other systems, under names of their own. */
const foreignPairHeaders: readonly (readonly [string, Glossary])[] = [
  [`${forefrontName}-Untrusted`, forefrontWords],
  [`${antispamName}-Untrusted`, antispamWords],
];
const foreignResultHeaders = [
  'ARC-Authentication-Results',
  'Authentication-Results-Original',
  'X-MS-Exchange-Authentication-Results',
];

/** Every header of the delivering organisation that can be explained: results first, then the filters, then single values. */
export function ownFields(
  headers: HeadersByName,
  { own }: SortedResults,
): readonly ExplainedField[] {
  const results = own === undefined ? [] : authenticationFields('Authentication-Results', own);
  const pairs = pairHeaders.flatMap(([name, words]) => lastPairs(headers, name, words));
  const single = singleValueHeaders.flatMap(([name, explain]) => {
    const value = headers.last(name)?.value;
    return value === undefined ? [] : [explainedValue(name, value, explain)];
  });
  return [...results, ...pairs, ...single, ...zapField(headers)];
}

/** What other systems stamped, top first, never merged with ours. */
export function foreignFields(
  headers: HeadersByName,
  { others }: SortedResults,
): readonly ExplainedField[] {
  const results = others.flatMap((one) => authenticationFields('Authentication-Results', one));
  const named = foreignResultHeaders.flatMap((name) =>
    headers
      .all(name)
      .flatMap(({ value }) => authenticationFields(name, parseAuthenticationResults(value))),
  );
  const untrusted = foreignPairHeaders.flatMap(([name, words]) =>
    headers.all(name).flatMap((header) => pairFields(name, header, words)),
  );
  const earlier = pairHeaders.flatMap(([name, words]) =>
    headers
      .all(name)
      .slice(0, -1)
      .flatMap((header) => pairFields(name, header, words)),
  );
  return [...results, ...named, ...untrusted, ...earlier];
}

function lastPairs(
  headers: HeadersByName,
  name: string,
  words: Glossary,
): readonly ExplainedField[] {
  const last = headers.last(name);
  return last === undefined ? [] : pairFields(name, last, words);
}

function pairFields(
  name: string,
  { value }: PlacedHeader,
  words: Glossary,
): readonly ExplainedField[] {
  return semicolonPairs(value).map((pair) => explained(name, pair.key, pair.value, words));
}

/** The value is encrypted; that it is there is all it says. Microsoft, EOP Field Notes: "Did I get zapped by ZAP?" */
function zapField(headers: HeadersByName): readonly ExplainedField[] {
  const sentence = 'Zero-hour auto purge moved this message after it had been delivered.';
  return headers.has(zapName)
    ? [{ header: zapName, key: '', value: '', sentence, understood: true }]
    : [];
}
