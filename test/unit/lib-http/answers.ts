import type { HttpRequest, HttpResponse } from '../../../src/lib/http/message.js';

/** An answer without a network. */
export function answer(
  status: number,
  options: { headers?: Record<string, string>; body?: string | object } = {},
): HttpResponse {
  const { body = '' } = options;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    headers: new Headers({ 'content-type': 'application/json', ...options.headers }),
    body: { kind: 'bytes', bytes: Buffer.from(text) },
  };
}

export function get(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, headers: {}, idempotent: true, ...more };
}

export type ScriptedAnswer = HttpResponse | Error;

/** Sends the answers in turn; the last one again and again. Records what was sent. */
export function scriptedSend(...answers: ScriptedAnswer[]): {
  send: (request: HttpRequest) => Promise<HttpResponse>;
  sent: HttpRequest[];
} {
  const sent: HttpRequest[] = [];
  return {
    sent,
    send: (request) => {
      sent.push(request);
      const next = answers[Math.min(sent.length, answers.length) - 1];
      if (next === undefined) return Promise.reject(new Error('The test scripted no answer.'));
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
  };
}
