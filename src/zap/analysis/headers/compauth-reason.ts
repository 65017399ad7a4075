/** The codes that Microsoft explains one by one, and those seen often. Microsoft Learn: "Anti-spam message headers". */
const exact: Readonly<Record<string, string>> = {
  '000':
    'It failed explicitly: DMARC failed, and the domain owner asks for quarantine or rejection.',
  '001':
    'It failed implicitly: the sending domain publishes no authentication records, or only weak ones.',
  '002': 'An administrator has forbidden this pair of sender and domain to send spoofed mail.',
  '010':
    'DMARC failed, the policy asks for quarantine or rejection, and the sending domain is one of your own: somebody else wrote in its name.',
  '100': 'It passed: SPF or DKIM agree with the From domain.',
  '130': 'It passed only because a trusted forwarder (ARC) vouched for it; DMARC itself failed.',
};

/** By the first digit. The other two are Microsoft's own. */
const groups: Readonly<Record<string, string>> = {
  '1': 'It passed.',
  '2': 'It passed softly: there are signs that it is genuine, but no proof.',
  '3': 'It was not checked.',
  '4': 'The check was bypassed.',
  '6': 'It failed implicitly, and the sending domain is one of your own: somebody else wrote in its name.',
  '7': 'It passed.',
  '9': 'The check was bypassed.',
};

const threeDigits = /^\d{3}$/;

/** True for a well-formed reason code. */
export function isReasonCode(code: string): boolean {
  return threeDigits.test(code);
}

/** A compauth reason in plain words; undefined for a code of no known group. */
export function compauthReason(code: string): string | undefined {
  if (!isReasonCode(code)) return undefined;
  return exact[code] ?? groups[code.charAt(0)];
}

/** Reason 010 or 6xx: the From domain is one of the tenant's accepted domains, and the mail is not theirs. */
export function isOwnDomainSpoof(code: string | undefined): boolean {
  return code === '010' || (code !== undefined && /^6\d\d$/.test(code));
}

/** Reason 4xx or 9xx. */
export function isBypassed(code: string | undefined): boolean {
  return code !== undefined && /^[49]\d\d$/.test(code);
}
