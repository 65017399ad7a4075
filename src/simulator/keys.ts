import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import type { JWK, JWTPayload } from 'jose';

/** The one RSA key of a simulator; like Entra's keys it signs for every tenant, and `iss` and `tid` tell them apart. */
export interface SigningKeys {
  readonly kid: string;
  /** The public half as it stands in a JWKS. */
  readonly jwk: JWK;
  /** Signs the claims as they are: the caller sets `iss`, `aud`, `iat`, `nbf` and `exp` (seconds). */
  sign(claims: JWTPayload): Promise<string>;
  /** Claims of a token with a good RS256 signature of this key and a validity that spans the clock; rejects otherwise. */
  verify(token: string): Promise<JWTPayload>;
}

export async function createSigningKeys(clock: () => Date): Promise<SigningKeys> {
  const kid = 'simulator-signing-key';
  const pair = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const jwk = { ...(await exportJWK(pair.publicKey)), kid, use: 'sig', alg: 'RS256' };
  return {
    kid,
    jwk,
    sign: (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
        .sign(pair.privateKey),
    verify: async (token) => {
      const verified = await jwtVerify(token, pair.publicKey, {
        algorithms: ['RS256'],
        currentDate: clock(),
        requiredClaims: ['exp', 'iat'],
      });
      return verified.payload;
    },
  };
}
