import type { ResponseBody } from '../../lib/http/message.js';

const quote = 0x22;
const backslash = 0x5c;
const minus = 0x2d;
/** Up to 15 digits are exact as a number. */
const exactDigits = 15;

/**
 * JSON bytes in which integers of more than 15 digits are strings of the same digits: a reader of JSON would round them
 * (RFC 8259, section 6), and a rounded cluster id names another cluster. Everything else is unchanged, broken JSON too.
 */
export function longIntegersAsText(body: ResponseBody): ResponseBody {
  if (body.kind !== 'bytes') return body;
  const { bytes } = body;
  const parts: Buffer[] = [];
  let copied = 0;
  let at = 0;
  while (at < bytes.length) {
    const unit = bytes[at] ?? 0;
    if (unit === quote) at = endOfString(bytes, at);
    else if (unit !== minus && !isDigit(unit)) at += 1;
    else {
      const end = endOfNumber(bytes, at);
      if (isLongInteger(bytes, at, end)) {
        parts.push(
          bytes.subarray(copied, at),
          Buffer.from(`"${bytes.toString('latin1', at, end)}"`),
        );
        copied = end;
      }
      at = end;
    }
  }
  if (parts.length === 0) return body;
  return { kind: 'bytes', bytes: Buffer.concat([...parts, bytes.subarray(copied)]) };
}

function endOfString(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const unit = bytes[at];
    if (unit === backslash) at += 1;
    else if (unit === quote) return at + 1;
  }
  return bytes.length;
}

/** Digits, signs, points and exponents: whatever belongs to the number. */
function endOfNumber(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (at < bytes.length && isInNumber(bytes[at] ?? 0)) at += 1;
  return at;
}

function isLongInteger(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start] === minus ? start + 1 : start;
  if (end - first <= exactDigits) return false;
  for (let at = first; at < end; at += 1) if (!isDigit(bytes[at] ?? 0)) return false;
  return true;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isInNumber(unit: number): boolean {
  return (
    isDigit(unit) || unit === minus || unit === 0x2b || unit === 0x2e || (unit | 0x20) === 0x65
  );
}
