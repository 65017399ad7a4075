import { worst, type Severity } from '../alerts/severity.js';
import type { RecordedRecipient } from './records.js';
import { reachedPage } from './risk.js';
import type { ZapThreat } from './sighting.js';

/** Read before ZAP came, as far as is known. An attachment may have been opened; a click would have been seen. */
const whenRead: Readonly<Record<ZapThreat, Severity>> = {
  malware: 'high',
  phish: 'medium',
  unknown: 'medium',
  spam: 'low',
};

/** As many people at risk in one message raise it by one step. */
const manyAtRisk = 10;

/** How urgent a message is, by the recipient who is worst off. */
export function zapSeverityOf(
  recipients: readonly RecordedRecipient[],
  otherClicks: number,
): Severity {
  const each = recipients.map(severityOfRecipient);
  const severity = worst(otherClicks > 0 ? [...each, 'medium'] : each);
  const atRisk = each.filter((one) => one !== 'informational').length;
  return atRisk >= manyAtRisk ? raised[severity] : severity;
}

const raised: Readonly<Record<Severity, Severity>> = {
  informational: 'low',
  low: 'medium',
  medium: 'high',
  high: 'high',
};

function severityOfRecipient(recipient: RecordedRecipient): Severity {
  const { outcome, evidence, threat } = recipient;
  if (outcome === 'failed') return 'high';
  if (evidence.value === 'clicked') return reachedPage(recipient) ? 'high' : 'medium';
  if (evidence.value !== 'read') return 'informational';
  return evidence.afterZap === true ? 'low' : whenRead[threat];
}
