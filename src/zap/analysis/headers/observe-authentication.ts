import type { HeaderValues, Observation, Weight } from '../report.js';
import type { MethodResult } from './authentication-results.js';
import { isBypassed, isOwnDomainSpoof } from './compauth-reason.js';
import { fromTable, observed } from './observation-text.js';
import { property, worstOf } from './worst-result.js';

type Table = Readonly<Record<string, readonly [string, Weight, string]>>;

const spf: Table = {
  fail: [
    'spf-fail',
    'medium',
    'The sending server may not send for the MAIL FROM domain (SPF fail).',
  ],
  softfail: [
    'spf-softfail',
    'low',
    'The sending server is not among those of the MAIL FROM domain (SPF softfail).',
  ],
  none: ['spf-none', 'low', 'The MAIL FROM domain names no servers of its own (no SPF).'],
  permerror: ['spf-broken', 'low', 'The SPF record of the MAIL FROM domain is broken.'],
  temperror: ['spf-not-checked', 'info', 'SPF could not be checked at delivery.'],
};

const dmarc: Table = {
  fail: ['dmarc-fail', 'high', 'The From domain is not authenticated: DMARC failed.'],
  none: [
    'dmarc-none',
    'info',
    'The From domain has no DMARC record, so anybody can write in its name.',
  ],
  permerror: ['dmarc-broken', 'low', 'The DMARC record of the From domain is broken.'],
  temperror: ['dmarc-not-checked', 'info', 'DMARC could not be checked at delivery.'],
};

const compauth: Table = {
  fail: [
    'compauth-fail',
    'high',
    'Microsoft held the From domain for not authenticated at delivery.',
  ],
  softpass: [
    'compauth-softpass',
    'low',
    'Microsoft held the From domain only for probably authenticated at delivery.',
  ],
};

/** compauth reason 001: there were no records to fail by, as with many an honest small sender. */
const implicitCompauth: Table = {
  fail: [
    'compauth-fail',
    'medium',
    'Microsoft held the From domain for not authenticated at delivery: it has no, or weak, records.',
  ],
};

function isImplicit({ compauth: result, compauthReason }: HeaderValues): boolean {
  return result === 'fail' && compauthReason === '001';
}

const singleMethods = ['spf', 'dmarc', 'compauth'];

/** What SPF, DKIM, DMARC and composite authentication say for or against the message. */
export function observeAuthentication(
  results: readonly MethodResult[],
  values: HeaderValues,
): readonly Observation[] {
  const mailFrom = propertyOf(results, 'spf', 'smtp.mailfrom', 'smtp.helo');
  const from = propertyOf(results, 'dmarc', 'header.from');
  return [
    ...ownDomain(values, from),
    ...(isForwarded(values) ? [forwarded(from)] : fromTable(dmarc, values.dmarc, from)),
    ...fromTable(isImplicit(values) ? implicitCompauth : compauth, values.compauth, from),
    ...bypassed(values),
    ...fromTable(spf, values.spf, mailFrom),
    ...observeDkim(results),
    ...authenticated(values, from),
    ...contradicting(results),
  ];
}

function ownDomain({ compauthReason }: HeaderValues, from: string | undefined): Observation[] {
  const sentence =
    'The From domain is one of your own, and the message did not come from your organisation.';
  return isOwnDomainSpoof(compauthReason)
    ? [observed('own-domain-spoofed', 'high', sentence, from)]
    : [];
}

/** compauth reason 130: DMARC failed on the way, and a trusted forwarder vouches for the message. */
function isForwarded({ compauthReason, dmarc: result }: HeaderValues): boolean {
  return compauthReason === '130' && result === 'fail';
}

function forwarded(from: string | undefined): Observation {
  return observed(
    'dmarc-fail-forwarded',
    'low',
    'DMARC failed, but a trusted forwarder says that it had passed there (ARC).',
    from,
  );
}

function bypassed({ compauthReason }: HeaderValues): Observation[] {
  const sentence = 'Composite authentication was bypassed at delivery.';
  return isBypassed(compauthReason)
    ? [observed('compauth-bypassed', 'low', sentence, compauthReason)]
    : [];
}

function observeDkim(results: readonly MethodResult[]): Observation[] {
  const signatures = results.filter(({ method }) => method === 'dkim');
  const failed = signatures.filter(({ value }) => value === 'fail');
  const domains = failed.map((one) => property(one, 'header.d'));
  if (signatures.length > 0 && signatures.every(({ value }) => value === 'none')) {
    return [observed('dkim-none', 'info', 'The message carries no DKIM signature.')];
  }
  if (failed.length === 0) return [];
  const isWhole = failed.length === signatures.length;
  return isWhole
    ? [observed('dkim-fail', 'medium', 'No DKIM signature of the message is valid.', ...domains)]
    : [
        observed(
          'dkim-fail-one',
          'low',
          'One of several DKIM signatures is not valid.',
          ...domains,
        ),
      ];
}

function authenticated(values: HeaderValues, from: string | undefined): Observation[] {
  const isProven = values.dmarc === 'pass' && values.compauth !== 'fail';
  const sentence = 'The From domain is authenticated: the message really came in its name (DMARC).';
  return isProven ? [observed('from-authenticated', 'good', sentence, from)] : [];
}

function contradicting(results: readonly MethodResult[]): Observation[] {
  const differing = singleMethods.filter(
    (method) =>
      new Set(results.filter((one) => one.method === method).map(({ value }) => value)).size > 1,
  );
  const sentence =
    'The header gives different results for the same check, as happens when a sender smuggles text into it. The worst counts here.';
  return differing.length > 0
    ? [observed('results-contradict', 'medium', sentence, ...differing)]
    : [];
}

function propertyOf(
  results: readonly MethodResult[],
  method: string,
  ...names: readonly string[]
): string | undefined {
  const result = worstOf(results, method);
  return names.map((name) => result && property(result, name)).find((one) => one !== undefined);
}
