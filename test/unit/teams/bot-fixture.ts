import { botEndpoint } from '../../../src/adapters/teams/bot-endpoint.js';
import { CardRenderer } from '../../../src/adapters/teams/card-renderer.js';
import { ChannelRate } from '../../../src/adapters/teams/channel-rate.js';
import { channelTrust } from '../../../src/adapters/teams/channel-trust.js';
import { Connector } from '../../../src/adapters/teams/connector.js';
import { Replies } from '../../../src/adapters/teams/replies.js';
import type {
  CardPress,
  FileAnswer,
  IncomingCommand,
  PressAnswer,
  TeamsHandlers,
} from '../../../src/adapters/teams/teams-handlers.js';
import { systemClock } from '../../../src/lib/clock.js';
import type { Log } from '../../../src/lib/log.js';
import { ownText } from '../../../src/lib/untrusted.js';
import { appId, homeTenant, listen, type FakeChannel } from './channel-fixture.js';

const done: PressAnswer = { kind: 'message', text: ownText('Done.') };

/** Keeps what it is told; a test may say what it answers. */
export class RecordingHandlers implements TeamsHandlers {
  commands: IncomingCommand[] = [];
  presses: CardPress[] = [];
  fileAnswers: FileAnswer[] = [];
  updates: string[] = [];
  onPress: () => Promise<PressAnswer> = () => Promise.resolve(done);
  onMessage: () => Promise<void> = () => Promise.resolve();

  message(command: IncomingCommand): Promise<void> {
    this.commands.push(command);
    return this.onMessage();
  }

  press(press: CardPress): Promise<PressAnswer> {
    this.presses.push(press);
    return this.onPress();
  }

  fileAnswer(answer: FileAnswer): Promise<void> {
    this.fileAnswers.push(answer);
    return this.onMessage();
  }

  installed(): Promise<void> {
    this.updates.push('installed');
    return Promise.resolve();
  }

  removed(): Promise<void> {
    this.updates.push('removed');
    return Promise.resolve();
  }

  get turns(): number {
    return (
      this.commands.length + this.presses.length + this.fileAnswers.length + this.updates.length
    );
  }
}

export interface Sent {
  readonly status: number;
  readonly text: string;
}

export interface RunningBot {
  readonly url: string;
  send(body: unknown, token: string, headers?: Readonly<Record<string, string>>): Promise<Sent>;
  close(): Promise<void>;
}

/** The endpoint behind a real HTTP server, with short waits. */
export async function startBot(
  channel: FakeChannel,
  handlers: TeamsHandlers,
  log: Log,
): Promise<RunningBot> {
  const renderer = new CardRenderer();
  const trust = channelTrust('commercial', { openIdUrl: channel.openIdUrl });
  const tokens = { token: () => Promise.resolve('bot-token') };
  const connector = new Connector({ appId, trust, tokens, rate: new ChannelRate(systemClock) });
  const endpoint = botEndpoint({
    ...{ appId, trust, handlers, renderer, log, homeTenants: [homeTenant] },
    replies: new Replies(connector, renderer),
    answerMs: 300,
    bodyMs: 300,
  });
  const server = await listen((request, response) => void endpoint(request, response));
  return {
    url: server.url,
    close: () => server.close(),
    send: async (body, token, headers = {}) => {
      const raw = body instanceof Uint8Array || typeof body === 'string';
      const response = await fetch(server.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          ...headers,
        },
        body: raw ? body : JSON.stringify(body),
      });
      return { status: response.status, text: await response.text() };
    },
  };
}
