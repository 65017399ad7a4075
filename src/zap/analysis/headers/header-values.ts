import type { HeaderValues } from '../report.js';
import type { MethodResult } from './authentication-results.js';
import { isReasonCode } from './compauth-reason.js';
import { forefrontName, antispamName, mailboxDeliveryName } from './header-fields.js';
import type { HeadersByName } from './headers-by-name.js';
import { internalSubmission } from './forefront-words.js';
import type { SortedResults } from './own-stamps.js';
import { isAddress } from './address-text.js';
import type { PlacedLine } from './received-path.js';
import { isExchangeOnlineEdge } from './exchange-online-host.js';
import { pairValue, semicolonPairs, type Pair } from './semicolon-pairs.js';
import { guidOf } from './single-value-words.js';
import { levelOf } from './spam-levels.js';
import { property, worstOf } from './worst-result.js';

/** The values that reports have columns for. Each comes from the organisation's own stamps only. */
export function headerValues(
  headers: HeadersByName,
  { own }: SortedResults,
  lines: readonly PlacedLine[],
): HeaderValues {
  const results = own?.results ?? [];
  const forefront = pairsOf(headers, forefrontName);
  const antispam = pairsOf(headers, antispamName);
  const edge = lines.find(({ by }) => isExchangeOnlineEdge(by));
  return {
    ...authenticationValues(results),
    ...forefrontValues(forefront),
    bcl: levelOf(pairValue(antispam, 'BCL')),
    pcl: levelOf(single(headers, 'X-MS-Exchange-Organization-PCL') ?? pairValue(antispam, 'PCL')),
    scl: levelOf(single(headers, 'X-MS-Exchange-Organization-SCL') ?? pairValue(forefront, 'SCL')),
    helo: pairValue(forefront, 'H') ?? edge?.from,
    connectingIp: connectingIp(headers, forefront, results) ?? edge?.address,
    deliveredTo: pairValue(pairsOf(headers, mailboxDeliveryName), 'dest'),
    networkMessageId: networkMessageId(headers),
    internetMessageId: nonEmpty(headers.first('Message-ID')?.value),
  };
}

function authenticationValues(results: readonly MethodResult[]): HeaderValues {
  const compauth = worstOf(results, 'compauth');
  const reason = compauth && property(compauth, 'reason');
  const dkim = results.filter(({ method }) => method === 'dkim').map(({ value }) => value);
  return {
    spf: nonEmpty(worstOf(results, 'spf')?.value),
    dkim: nonEmpty(dkim.join(' | ')),
    dmarc: nonEmpty(worstOf(results, 'dmarc')?.value),
    compauth: nonEmpty(compauth?.value),
    compauthReason: reason !== undefined && isReasonCode(reason) ? reason : undefined,
  };
}

function forefrontValues(pairs: readonly Pair[]): HeaderValues {
  return {
    country: pairValue(pairs, 'CTRY'),
    sfv: pairValue(pairs, 'SFV'),
    srv: pairValue(pairs, 'SRV'),
    cat: pairValue(pairs, 'CAT'),
    ptr: pairValue(pairs, 'PTR'),
    ipv: pairValue(pairs, 'IPV'),
    direction: pairValue(pairs, 'DIR'),
  };
}

/** CIP; without a report the address that SPF was checked for, which Exchange Online writes into the comment. */
function connectingIp(
  headers: HeadersByName,
  forefront: readonly Pair[],
  results: readonly MethodResult[],
): string | undefined {
  const cip = pairValue(forefront, 'CIP');
  if (cip === internalSubmission) return undefined;
  const comment = results.find(({ method }) => method === 'spf')?.comment ?? '';
  const checked = /^sender ip is (\S{2,45})$/i.exec(comment)?.[1];
  return [cip, checked, single(headers, 'X-Sender-IP')].find(
    (one) => one !== undefined && isAddress(one),
  );
}

/** All three hold the same id. Only a GUID counts. */
function networkMessageId(headers: HeadersByName): string | undefined {
  return [
    'X-MS-Exchange-Organization-Network-Message-Id',
    'X-MS-Office365-Filtering-Correlation-Id',
    'X-MS-Exchange-CrossTenant-Network-Message-Id',
  ]
    .map((name) => guidOf(headers.last(name)?.value))
    .find((id) => id !== undefined);
}

function pairsOf(headers: HeadersByName, name: string): readonly Pair[] {
  return semicolonPairs(headers.last(name)?.value ?? '');
}

function single(headers: HeadersByName, name: string): string | undefined {
  return nonEmpty(headers.last(name)?.value);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
