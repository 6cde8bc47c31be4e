/** What queries are done for: names them, and says when nobody waits for them any more. */
export interface QueryOwner {
  readonly signal: AbortSignal;
  queryId(...parts: readonly (string | number)[]): string;
}
