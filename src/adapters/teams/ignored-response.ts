/** What the SDK gets in place of the HTTP response. It writes error texts into it, so nothing of it leaves the process. */
export class IgnoredResponse {
  readonly socket: unknown = undefined;

  status(): this {
    return this;
  }

  send(): this {
    return this;
  }

  header(): this {
    return this;
  }

  end(): this {
    return this;
  }
}
