import { z } from 'zod';
import { TransportError } from '../../lib/errors.js';
import { isTransientStatus, tooManyRequests } from '../../lib/http/backoff.js';
import type { BytesRequest, HttpResponse, SendBytes } from '../../lib/http/message.js';
import { retryAfterMs } from '../../lib/http/retry-after.js';

/**
 * What one request to an upload session came to. The protocol is that of OneDrive (Microsoft Graph: "driveItem:
 * createUploadSession", upload bytes to the upload session), which Microsoft Learn's "Send and receive files using bot"
 * refers to.
 */
export type SessionAnswer =
  /** The whole file is there. */
  | { readonly kind: 'stored' }
  /** The first byte that is missing. */
  | { readonly kind: 'missing'; readonly from: number }
  /** It has these bytes already: ask for what is missing. */
  | { readonly kind: 'overlap' }
  /** There is no such session: expired, cancelled, or complete. */
  | { readonly kind: 'gone'; readonly code: string }
  | { readonly kind: 'again'; readonly code: string; readonly throttled: boolean; readonly retryAfterMs?: number | undefined }
  | { readonly kind: 'refused'; readonly code: string }; // prettier-ignore

const status = z.object({ nextExpectedRanges: z.array(z.string()).min(1) });

/** An upload session at its pre-authorised address. No token goes along: OneDrive answers 401 to one. */
export class UploadSession {
  readonly #url: string;
  readonly #send: SendBytes;
  readonly #now: () => Date;

  constructor(url: string, send: SendBytes, now: () => Date) {
    this.#url = url;
    this.#send = send;
    this.#now = now;
  }

  /** PUT of the bytes from `from` on. A part that breaks off leaves nothing behind. */
  put(from: number, bytes: Uint8Array<ArrayBuffer>, total: number): Promise<SessionAnswer> {
    const range = `bytes ${from}-${from + bytes.byteLength - 1}/${total}`;
    return this.#ask({
      method: 'PUT',
      headers: { 'content-range': range, 'content-type': 'application/octet-stream' },
      body: bytes,
    });
  }

  /** GET: what is missing. */
  progress(): Promise<SessionAnswer> {
    return this.#ask({ method: 'GET', headers: {} });
  }

  /** DELETE: what was sent so far is thrown away. */
  cancel(): Promise<SessionAnswer> {
    return this.#ask({ method: 'DELETE', headers: {} });
  }

  async #ask(request: Pick<BytesRequest, 'method' | 'headers' | 'body'>): Promise<SessionAnswer> {
    try {
      const response = await this.#send({ ...request, url: this.#url, idempotent: true });
      return this.#meaning(response, request.method);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      return { kind: 'again', code: error.code, throttled: false };
    }
  }

  #meaning(response: HttpResponse, method: BytesRequest['method']): SessionAnswer {
    const code = `file.${response.status}`;
    switch (response.status) {
      case 201:
        return { kind: 'stored' };
      case 200:
        return method === 'PUT' ? { kind: 'stored' } : missingOf(response);
      case 202:
        return missingOf(response);
      case 416:
        return { kind: 'overlap' };
      case 204:
      case 404:
      case 410:
        return { kind: 'gone', code };
    }
    if (!isTransientStatus(response.status)) return { kind: 'refused', code };
    return {
      kind: 'again',
      code,
      throttled: response.status === tooManyRequests,
      retryAfterMs: retryAfterMs(response.headers, this.#now()),
    };
  }
}

/** `nextExpectedRanges` names what is missing, not how it should be cut; the first is where to go on. */
function missingOf({ body }: HttpResponse): SessionAnswer {
  const json = body.kind === 'bytes' ? parsed(body.bytes) : undefined;
  const [first = ''] = status.safeParse(json).data?.nextExpectedRanges ?? [];
  const match = /^(\d{1,15})-\d*$/.exec(first);
  return match
    ? { kind: 'missing', from: Number(match[1]) }
    : { kind: 'again', code: 'file.contract', throttled: false };
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // The caller takes it for an answer that says nothing.
    return undefined;
  }
}
