import { randomUUID } from 'node:crypto';
import type { QueryOwner } from '../engine/query-owner';

/** Of a run that can be cancelled. */
export class CancellableOwner implements QueryOwner {
  private readonly controller = new AbortController();
  private readonly id = randomUUID();
  readonly signal: QueryOwner['signal'] = this.controller.signal;

  constructor(private readonly name: string) {}

  queryId(...parts: readonly (string | number)[]): string {
    return [this.id, ...parts].join('/');
  }

  cancel(): void {
    this.controller.abort(new Error(`${this.name} is cancelled`));
  }
}
