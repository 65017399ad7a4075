import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT, UnsecuredJWT, type JWK } from 'jose';

/** The one issuer of tokens from the channel to a bot (Microsoft Learn: "Authentication with the Bot Connector API"). */
export const CHANNEL_ISSUER = 'https://api.botframework.com';

const LIFETIME_SECONDS = 3600;

/** What a token says. The defaults are those of a real channel token; a test changes what it wants to forge. */
export interface ChannelTokenRequest {
  readonly audience: string;
  /** The `serviceurl` claim; `null` leaves it out. */
  readonly serviceUrl: string | null;
  readonly issuer?: string;
  /** Seconds from now; negative makes an expired token. */
  readonly expiresIn?: number;
  /** Seconds from now; positive makes a token that is not valid yet. */
  readonly notBefore?: number;
  /** Added to or put over the other claims. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** `unpublished`: a key that the channel never published, under the published key's id. `none`: no signature. */
  readonly signature?: 'published' | 'unpublished' | 'none';
  /** Another key id in the header. */
  readonly keyId?: string;
}

/** A published key: the endorsement says that it may sign for Teams. */
export type EndorsedKey = JWK & { readonly endorsements: readonly string[] };

interface SigningPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The channel's signing keys, made anew for each simulator. */
export class ChannelKeys {
  readonly #published: SigningPair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #kid: string;
  #unpublished: SigningPair | undefined;

  constructor() {
    const modulus = this.#published.publicKey.export({ format: 'jwk' }).n ?? '';
    this.#kid = createHash('sha1').update(modulus).digest('base64url');
  }

  /** The JSON Web Key Set that bots verify with. */
  jwks(): { readonly keys: readonly EndorsedKey[] } {
    const { kty, n, e } = this.#published.publicKey.export({ format: 'jwk' }) as JWK;
    const key = { ...(kty === undefined ? {} : { kty }), ...(n && { n }), ...(e && { e }) };
    const identity = { kid: this.#kid, x5t: this.#kid, use: 'sig', alg: 'RS256' };
    return { keys: [{ kty: 'RSA', ...key, ...identity, endorsements: ['msteams'] }] };
  }

  /**
   * Mints a token, real or forged. Lifetimes count from the machine's own clock, because the bot judges them by its own.
   */
  async mint(request: ChannelTokenRequest): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      ...(request.serviceUrl === null ? {} : { serviceurl: request.serviceUrl }),
      iss: request.issuer ?? CHANNEL_ISSUER,
      aud: request.audience,
      iat: now,
      nbf: now + (request.notBefore ?? 0),
      exp: now + (request.expiresIn ?? LIFETIME_SECONDS),
      ...request.claims,
    };
    if (request.signature === 'none') return new UnsecuredJWT(claims).encode();
    const pair = request.signature === 'unpublished' ? this.#foreign() : this.#published;
    const kid = request.keyId ?? this.#kid;
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid, x5t: kid, typ: 'JWT' })
      .sign(pair.privateKey);
  }

  #foreign(): SigningPair {
    this.#unpublished ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
    return this.#unpublished;
  }
}
