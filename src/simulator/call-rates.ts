/** How many calls of each kind one tenant has had in a sliding window. Times in milliseconds since the epoch. */
export class CallRates {
  readonly #calls = new Map<string, number[]>();

  /** Counts a call; or, when the window is full, doesn't, and says in how many seconds there is room again. */
  take(
    kind: string,
    limit: { readonly calls: number; readonly windowMs: number },
    now: number,
  ): number | undefined {
    const recent = (this.#calls.get(kind) ?? []).filter((at) => at > now - limit.windowMs);
    this.#calls.set(kind, recent);
    const oldest = recent[0];
    if (recent.length < limit.calls || oldest === undefined) {
      recent.push(now);
      return undefined;
    }
    return Math.max(1, Math.ceil((oldest + limit.windowMs - now) / 1000));
  }
}

/** Microsoft Graph security API: "at least 45 calls per minute per tenant". */
export const HUNTING_RATE = { calls: 45, windowMs: 60_000 };
/** Message trace, by Graph or by cmdlet: 100 requests in five minutes per tenant. */
export const MESSAGE_TRACE_RATE = { calls: 100, windowMs: 300_000 };
/** Sign-ins: 5 requests in ten seconds per app and tenant. Microsoft Learn: "Identity and access reports service limits". */
export const SIGN_IN_RATE = { calls: 5, windowMs: 10_000 };
