import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The first `length` characters of the Crockford base32 form of SHA-256: 5 bits each, no look-alike letters. */
export function shortHash(text: string, length: number): string {
  const bytes = createHash('sha256').update(text, 'utf8').digest();
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let out = '';
  for (let i = 0; i < length; i++)
    out += crockford[Number((bits >> BigInt(256 - 5 * (i + 1))) & 31n)] ?? '';
  return out;
}

/** 128 random bits, base64url. */
export function randomNonce(): string {
  return randomBytes(16).toString('base64url');
}

export function randomId(): string {
  return randomUUID();
}

/** Compares two hex digests without telling by time where they differ. */
export function sameDigest(a: string, b: string): boolean {
  const left = Buffer.from(a, 'utf8');
  const right = Buffer.from(b, 'utf8');
  return left.length === right.length && timingSafeEqual(left, right);
}
