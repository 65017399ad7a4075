import { createRemoteJWKSet, jwtVerify } from 'jose';
import { CHANNEL_ISSUER } from './channel-keys.js';
import { resolveLate, type ChannelOptions, type VerifiedClaims } from './options.js';

const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether a URL leads to this machine. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK_HOSTS.has(new URL(url).hostname);
}

/** Either the bot may call, or why not. */
export type BotTokenVerdict = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** How the bot's tokens can be judged; one of the two ways must be given. */
export type BotTokenOptions = Pick<ChannelOptions, 'botAppId' | 'verifyBotToken' | 'loginKeysUrl'>;

export type BotTokenCheck = (authorization: string | undefined) => Promise<BotTokenVerdict>;

/**
 * Checks the bearer token of a bot's call: signed by the sign-in service, for the connector's audience, issued to this bot.
 * @throws RangeError when the options name no way to verify a signature, or keys that are not on this machine.
 */
export function botTokenCheck(options: BotTokenOptions, clock: () => Date): BotTokenCheck {
  const verify = options.verifyBotToken ?? remoteVerifier(options.loginKeysUrl, clock);
  return async (authorization) => {
    const token = /^Bearer (\S+)$/u.exec(authorization ?? '')?.[1];
    if (token === undefined) return { ok: false, why: 'no bearer token' };
    let claims: VerifiedClaims;
    try {
      claims = await verify(token);
    } catch (error) {
      // The refusal is the answer; what the library says about the token is kept for the ledger.
      return { ok: false, why: error instanceof Error ? error.message : 'not verified' };
    }
    return judge(claims, options.botAppId);
  };
}

function judge(claims: VerifiedClaims, botAppId: string): BotTokenVerdict {
  if (claims['aud'] !== CHANNEL_ISSUER) return { ok: false, why: 'token for another audience' };
  const client = claims['appid'] ?? claims['azp'];
  if (client !== botAppId) return { ok: false, why: 'token of another application' };
  return { ok: true };
}

function remoteVerifier(
  keysUrl: ChannelOptions['loginKeysUrl'],
  clock: () => Date,
): (token: string) => Promise<VerifiedClaims> {
  if (keysUrl === undefined) {
    throw new RangeError('the channel needs verifyBotToken or loginKeysUrl');
  }
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  return async (token) => {
    const url = resolveLate(keysUrl);
    if (!isLoopback(url)) throw new RangeError('loginKeysUrl must be on this machine');
    keys ??= createRemoteJWKSet(new URL(url));
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['RS256'],
      currentDate: clock(),
      clockTolerance: 300,
    });
    return payload;
  };
}
