export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface HttpRequest {
  readonly method: HttpMethod;
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** True when it may be sent again though it is not known whether it arrived. */
  readonly idempotent: boolean;
  /** When the whole operation that this request is part of gives up, on the clock's `monotonicMs`. */
  readonly deadlineAt?: number | undefined;
}

/** What came after the headers. Unreadable bodies keep their status, so that a refusal stays a refusal. */
export type ResponseBody =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** 'undecodable': the content encoding was a lie; 'too-large': the byte cap was reached. */
  | { readonly kind: 'unreadable'; readonly reason: 'undecodable' | 'too-large' };

export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ResponseBody;
  /** The id that we gave to the request. */
  readonly clientRequestId?: string | undefined;
}

/** A request with bytes as its body. */
export type BytesRequest = Omit<HttpRequest, 'body'> & {
  readonly body?: Uint8Array<ArrayBuffer> | undefined;
};

/** Resolves with any answer, whatever its status; rejects with TransportError when there was none. */
export type SendBytes = (request: BytesRequest) => Promise<HttpResponse>;

/** Resolves with any answer, whatever its status; rejects with TransportError when there was none. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;
