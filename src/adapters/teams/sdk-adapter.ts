import { CloudAdapter, type TurnContext } from 'botbuilder';
import {
  AuthenticationConfiguration,
  BotFrameworkAuthenticationFactory,
  ServiceClientCredentialsFactory,
  type ServiceClientCredentials,
} from 'botframework-connector';
import { ConfigError } from '../../lib/errors.js';
import { errorCode, type Log } from '../../lib/log.js';
import type { ChannelTrust } from './channel-trust.js';

/** The bot sends with its own connector client: whatever the SDK wants to send is stopped before the network. */
class NeverSigns implements ServiceClientCredentials {
  signRequest(): Promise<never> {
    return Promise.reject(new Error('The Bot Framework client is not used for sending.'));
  }
}

/** One app id, authentication never switched off: an empty id would switch it off in the SDK's own factories. */
class InboundOnly extends ServiceClientCredentialsFactory {
  readonly #appId: string;

  constructor(appId: string) {
    super();
    this.#appId = appId;
  }

  override isValidAppId(appId: string): Promise<boolean> {
    return Promise.resolve(appId === this.#appId);
  }

  override isAuthenticationDisabled(): Promise<boolean> {
    return Promise.resolve(false);
  }

  override createCredentials(): Promise<ServiceClientCredentials> {
    return Promise.resolve(new NeverSigns());
  }
}

/**
 * botbuilder's adapter, used for one thing: verifying the channel's token (signature, lifetime, endorsement, service URL).
 * No skills, no further issuers. Keys are fetched with the first request and kept for a day.
 * @throws ConfigError without an app id.
 */
export function sdkAdapter(appId: string, trust: ChannelTrust, log: Log): CloudAdapter {
  if (appId.trim() === '')
    throw new ConfigError(['WARDEN_BOT_ID: expected the app id of the bot.']);
  const unused = 'https://login.invalid/';
  const authentication = BotFrameworkAuthenticationFactory.create(
    '',
    true,
    unused,
    trust.scope,
    trust.issuer,
    unused,
    trust.openIdUrl,
    // Keys for emulator and skill tokens: the gate lets none of them through, and no such address exists (RFC 2606).
    unused,
    '',
    new InboundOnly(appId),
    new AuthenticationConfiguration(),
  );
  const adapter = new CloudAdapter(authentication);
  adapter.onTurnError = (_context: TurnContext, error: Error): Promise<void> => {
    log.error({ code: errorCode(error) }, 'A turn failed.');
    return Promise.resolve();
  };
  return adapter;
}
