import type { Evidence } from './evidence.js';
import type { SignIn } from './ports.js';

/** Sign-ins before the event from which one can tell what is usual. */
const enoughBefore = 5;
/** Whoever takes an account over may wait some days before using it. */
const leadMs = 3 * 86_400_000;

/**
 * Countries from which somebody signed in shortly before or during the event, and never before that. Says what is not
 * known when sign-ins are missing, or have no country. Pure.
 */
export function newCountries(
  { signIns, truncated }: { readonly signIns: readonly SignIn[]; readonly truncated: boolean },
  startedAt: string,
): { readonly evidence: readonly Evidence[]; readonly notKnown: readonly string[] } {
  const from = Date.parse(startedAt) - leadMs;
  const located = signIns.filter(({ country }) => country !== undefined && country !== '');
  const isBefore = ({ at }: SignIn): boolean => Date.parse(at) < from;
  const before = located.filter(isBefore);
  const during = located.filter((one) => !isBefore(one));
  const notKnown = [
    ...(truncated ? ['There are more sign-ins than were read; older ones are missing.'] : []),
    ...(signIns.length > located.length
      ? [`Of ${signIns.length - located.length} sign-ins the country is not known.`]
      : []),
  ];
  if (before.length < enoughBefore) {
    const few = 'Too few earlier sign-ins are known to say which countries are usual.';
    return { evidence: [], notKnown: [...notKnown, few] };
  }
  const usual = new Set(before.map(({ country }) => country));
  const fresh = during.filter(({ country }) => !usual.has(country));
  if (fresh.length > 0) {
    const places = [...new Set(fresh.map(({ country }) => country ?? ''))].sort().slice(0, 5);
    return { evidence: [{ code: 'new-country', count: fresh.length, places }], notKnown };
  }
  // What was not read or not located could be from anywhere.
  const sure =
    during.length > 0 && during.length === signIns.filter((one) => !isBefore(one)).length;
  return {
    evidence: sure ? [{ code: 'no-new-country', count: during.length }] : [],
    notKnown,
  };
}
