/** A stretch of time, UTC ISO 8601, both ends included. */
export interface TimeSpan {
  readonly from: string;
  readonly to: string;
}
