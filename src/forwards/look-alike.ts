import { parse } from 'tldts';
import { unicodeLabel } from '../lib/host-name.js';

/** Letters of other alphabets and digits that look like a Latin letter; a small part of UTS #39's confusables. */
const twins: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  с: 'c',
  ԁ: 'd',
  е: 'e',
  һ: 'h',
  і: 'i',
  ј: 'j',
  к: 'k',
  ӏ: 'l',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  ѕ: 's',
  т: 't',
  у: 'y',
  х: 'x',
  ԝ: 'w',
  ѵ: 'v',
  α: 'a',
  β: 'b',
  ε: 'e',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  ß: 'b',
  đ: 'd',
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '5': 's',
};

/** Names shorter than this are like too many others. */
const shortest = 5;

/**
 * True when an external domain looks like one of the organisation's own: the same name under another suffix, the same
 * shape in other letters, one typing slip away, or the name inside a longer one.
 */
export function isLookAlike(domainAscii: string, acceptedAscii: readonly string[]): boolean {
  const host = parse(domainAscii);
  const own = host.domainWithoutSuffix ?? '';
  const parts = (host.subdomain ?? '').split('.');
  return acceptedAscii.map(nameOf).some((name) => {
    if (name.length < shortest) return name !== '' && own !== name && shape(own) === shape(name);
    const like = near(shape(own), shape(name)) || shape(own).includes(shape(name));
    return like || parts.some((part) => shape(part) === shape(name));
  });
}

/** The part of an accepted domain that people recognise. */
function nameOf(accepted: string): string {
  const tenantName = /^([^.]+)(?:\.mail)?\.onmicrosoft\.(?:com|us|cn)$/.exec(accepted)?.[1];
  return tenantName ?? parse(accepted).domainWithoutSuffix ?? '';
}

function shape(label: string): string {
  return unicodeLabel(label)
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/./gsu, (letter) => twins[letter] ?? letter)
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replace(/[-_]/g, '');
}

/** At most one letter wrong, missing, added, or two neighbours swapped; two in names of nine letters and more. */
function near(a: string, b: string): boolean {
  const allowed = Math.min(a.length, b.length) >= 9 ? 2 : 1;
  return Math.abs(a.length - b.length) <= allowed && editDistance(a, b) <= allowed;
}

/** Optimal string alignment; names are at most 63 characters long. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[j - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
