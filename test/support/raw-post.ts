import type { Agent } from 'node:http';
import { request, type IncomingMessage } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

interface RawRequest {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent one after the other; a number waits so many milliseconds. */
  readonly body: readonly (string | Buffer | number)[];
  readonly agent?: Agent;
}

/** Posts bytes to the bot's endpoint, however unusual. Status 0 when the connection broke before an answer. */
export function rawPost({ port, headers, body, agent }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: '/api/messages',
      headers,
      ...(agent === undefined ? {} : { agent }),
    });
    let answered = false;
    outgoing.once('response', (response) => {
      answered = true;
      textOf(response).then(
        (text) => {
          resolve({ status: response.statusCode ?? 0, text });
        },
        () => {
          resolve({ status: response.statusCode ?? 0, text: '' });
        },
      );
    });
    outgoing.on('error', () => {
      if (!answered) resolve({ status: 0, text: '' });
    });
    void send();

    async function send(): Promise<void> {
      for (const part of body) {
        if (answered || outgoing.destroyed) break;
        if (typeof part === 'number') await new Promise((done) => setTimeout(done, part));
        else await new Promise((done) => outgoing.write(part, done));
      }
      if (!outgoing.destroyed) outgoing.end();
    }
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return text;
}
