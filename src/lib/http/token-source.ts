/** Gives bearer tokens for one tenant, one resource and one identity. Renewed before they expire; checked before use. */
export interface TokenSource {
  /** Rejects with ServiceError or TransportError; `fresh` skips what is cached. */
  token(options?: { readonly fresh?: boolean }): Promise<string>;
}
