import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log, LogFields } from '../../../src/lib/log.js';

export const appId = '5b6c0a0e-93f5-4c0b-8f0f-3a3d1f6f0c01';
export const homeTenant = '8f3d4c1e-0c55-4c2b-9e44-2f7a54c1aa01';
export const approver = 'c1a2b3c4-d5e6-4f70-8123-456789abcdef';
export const issuer = 'https://api.botframework.com';
export const nonce = 'qDkB3dQYvN2rXGtTgW0Q5A';

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

export async function listen(handler: RequestListener): Promise<Listening> {
  const server: Server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

export interface TokenParts {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Claims to leave out. */
  readonly without?: readonly string[];
  readonly key?: 'published' | 'other' | 'unendorsed' | 'none';
}

/** Keys as the channel has them, a way to sign with them or with others, and the page that publishes them. */
export class FakeChannel {
  readonly #keys = {
    published: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    other: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    unendorsed: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  };
  #listening: Listening | undefined;
  /** Requests for key pages. */
  keyRequests = 0;

  async start(): Promise<void> {
    this.#listening = await listen((request, response) => {
      this.keyRequests += 1;
      const body =
        request.url === '/openid'
          ? {
              issuer,
              jwks_uri: `${this.url}/keys`,
              id_token_signing_alg_values_supported: ['RS256'],
            }
          : { keys: [this.#jwk('published', ['msteams']), this.#jwk('unendorsed', ['webchat'])] };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
  }

  get url(): string {
    return this.#listening?.url ?? '';
  }

  get openIdUrl(): string {
    return `${this.url}/openid`;
  }

  get serviceUrl(): string {
    return `${this.url}/connector/`;
  }

  async stop(): Promise<void> {
    await this.#listening?.close();
  }

  token(parts: TokenParts = {}): string {
    const now = Math.floor(Date.now() / 1000);
    const which = parts.key ?? 'published';
    const signer = which === 'none' ? 'published' : which;
    const kid = which === 'unendorsed' ? this.#kid('unendorsed') : this.#kid('published');
    const header = { alg: 'RS256', typ: 'JWT', kid, ...parts.header };
    const claims = Object.entries({
      serviceurl: this.serviceUrl,
      iss: issuer,
      aud: appId,
      nbf: now - 60,
      exp: now + 3600,
      ...parts.claims,
    }).filter(([name]) => !(parts.without ?? []).includes(name));
    const signed = `${encode(header)}.${encode(Object.fromEntries(claims))}`;
    if (which === 'none') return `${signed}.${encode({})}`;
    return `${signed}.${signature(signed, this.#keys[signer].privateKey)}`;
  }

  #kid(which: 'published' | 'unendorsed'): string {
    const { n } = this.#keys[which].publicKey.export({ format: 'jwk' });
    return createHash('sha1').update(String(n)).digest('base64url');
  }

  #jwk(which: 'published' | 'unendorsed', endorsements: readonly string[]): object {
    const key = this.#keys[which].publicKey.export({ format: 'jwk' });
    return { ...key, kid: this.#kid(which), use: 'sig', alg: 'RS256', endorsements };
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signature(text: string, key: KeyObject): string {
  return sign('RSA-SHA256', Buffer.from(text), key).toString('base64url');
}

type Members = Readonly<Record<string, unknown>>;

/** What every activity from Teams carries. */
export function activity(serviceUrl: string, members: Members): Record<string, unknown> {
  return {
    id: '1763715600000',
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:1abc', name: 'Ana **Costa**', aadObjectId: approver },
    recipient: { id: `28:${appId}`, name: 'Inbox Warden' },
    conversation: {
      id: '19:security@thread.tacv2;messageid=1763715000000',
      conversationType: 'channel',
      isGroup: true,
      tenantId: homeTenant,
    },
    channelData: {
      tenant: { id: homeTenant },
      team: { id: '19:team@thread.tacv2' },
      channel: { id: '19:security@thread.tacv2' },
    },
    ...members,
  };
}

export function press(
  serviceUrl: string,
  verb = 'alert.remove',
  data: unknown = { v: 1, alertId: 'K3F7Q-9D2MA', nonce },
): Record<string, unknown> {
  return activity(serviceUrl, {
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: '1763715000000',
    value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
  });
}

export function message(serviceUrl: string, text: string): Record<string, unknown> {
  return activity(serviceUrl, { type: 'message', text });
}

export interface LogLine {
  readonly level: string;
  readonly fields: LogFields;
  readonly message: string;
}

export class RecordingLog implements Log {
  readonly lines: LogLine[] = [];

  debug(fields: LogFields, text: string): void {
    this.lines.push({ level: 'debug', fields, message: text });
  }

  info(fields: LogFields, text: string): void {
    this.lines.push({ level: 'info', fields, message: text });
  }

  warn(fields: LogFields, text: string): void {
    this.lines.push({ level: 'warn', fields, message: text });
  }

  error(fields: LogFields, text: string): void {
    this.lines.push({ level: 'error', fields, message: text });
  }

  codes(): readonly unknown[] {
    return this.lines.map(({ fields }) => fields['code']);
  }
}
