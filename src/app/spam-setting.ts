import { defaultSpamPolicy, type SpamPolicy } from '../spam/policy.js';
import type { Settings } from './settings-reader.js';

/** WARDEN_VIPS, WARDEN_MAILING_ADDRESSES and WARDEN_SPAM_BURST: what of the mail flow deserves attention. */
export function spamPolicyOf(settings: Settings): SpamPolicy {
  return {
    ...defaultSpamPolicy,
    vips: settings.addresses('WARDEN_VIPS'),
    mailingAddresses: settings.addresses('WARDEN_MAILING_ADDRESSES'),
    burstFloor: settings.count('WARDEN_SPAM_BURST', defaultSpamPolicy.burstFloor, [10, 100_000]),
  };
}
