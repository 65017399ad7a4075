import type { MailHeader } from '../../sighting.js';
import type { HeaderReport } from '../report.js';
import { isOwnDomainSpoof } from './compauth-reason.js';
import { foreignFields, forefrontName, ownFields, zapName } from './header-fields.js';
import { headerValues } from './header-values.js';
import { headersByName, type HeadersByName } from './headers-by-name.js';
import { mailDate } from './mail-date.js';
import { observeAuthentication } from './observe-authentication.js';
import { observeDelivery, observeElsewhere } from './observe-delivery.js';
import { observePath } from './observe-path.js';
import { observeServer } from './observe-server.js';
import { isDeliveredElsewhere, sortResults } from './own-stamps.js';
import { receivedLines, receivedPath } from './received-path.js';
import { pairValue, semicolonPairs } from './semicolon-pairs.js';
import { splitStructured, wordsOf } from './structured-text.js';

/**
 * Reads and explains the headers of one message, top first, folded or not, RFC 2047 words not decoded. What the delivering
 * organisation stamped is in `values` and `fields`; what others stamped is in `otherHops` and counts for nothing.
 *
 * Every verdict is the filter's at delivery: ZAP changes no header but the one it adds. Pure, the same for the same headers;
 * never throws, whatever the headers hold; linear in their length, within the limits of header-limits.ts.
 */
export function readHeaders(headers: readonly MailHeader[]): HeaderReport {
  const byName = headersByName(headers);
  const lines = receivedLines(byName.all('Received'));
  const sorted = sortResults(byName.all('Authentication-Results'), lines);
  const values = headerValues(byName, sorted, lines);
  const path = receivedPath(lines);
  const zapped = byName.has(zapName);
  return {
    values,
    fields: ownFields(byName, sorted),
    otherHops: foreignFields(byName, sorted),
    path,
    zapped,
    spoofsOwnDomain: isOwnDomainSpoof(values.compauthReason),
    observations: [
      ...observeAuthentication(sorted.own?.results ?? [], values),
      ...observeDelivery(values, safetyTip(byName), zapped),
      ...observeElsewhere(isDeliveredElsewhere(lines)),
      ...observeServer(values, byName.has(forefrontName)),
      ...observePath(path, dateOf(byName)),
    ],
  };
}

function safetyTip(headers: HeadersByName): string | undefined {
  return pairValue(semicolonPairs(headers.last(forefrontName)?.value ?? ''), 'SFTY');
}

function dateOf(headers: HeadersByName): string | undefined {
  return mailDate(
    splitStructured(headers.first('Date')?.value ?? '')
      .map(wordsOf)
      .join(' '),
  );
}
