import { alertReasons, type ZapPolicy } from '../zap/policy.js';
import type { Settings } from './settings-reader.js';

const afterZap = 'read-after-zap';

/** WARDEN_ZAP_ALERT_ON and WARDEN_ZAP_IGNORE: which of the messages that ZAP took deserve a card. */
export function zapPolicyOf(settings: Settings): ZapPolicy {
  const words = listOf(settings.text('WARDEN_ZAP_ALERT_ON') ?? 'clicked, read, failed');
  const known = alertReasons.filter((reason) => words.includes(reason));
  const readAfterZapAlerts = words.includes(afterZap);
  if (words.length === 0 || words.length !== known.length + Number(readAfterZapAlerts))
    settings.problem('WARDEN_ZAP_ALERT_ON', `a list of ${[...alertReasons, afterZap].join(', ')}`);
  const ignoredRecipients = settings.addresses('WARDEN_ZAP_IGNORE');
  return { alertOn: new Set(known), readAfterZapAlerts, ignoredRecipients };
}

/** Small letters, each word once. */
function listOf(text: string): string[] {
  const words = text.toLowerCase().split(/[\s,;]+/);
  return [...new Set(words)].filter((word) => word !== '');
}
