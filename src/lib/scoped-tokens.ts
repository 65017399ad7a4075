/** Gives access tokens for named scopes: the one thing that a vendor's client needs of a credential, whoever made it. */
export interface ScopedTokens {
  getToken(
    scopes: string | string[],
  ): Promise<{ readonly token: string; readonly expiresOnTimestamp: number } | null>;
}
