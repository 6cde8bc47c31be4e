import type { CancellableWork } from '@muster/contracts';

/** Work that can be cancelled: a run with all its pieces, or an estimate. */
export interface Cancellable {
  readonly work: CancellableWork;
  readonly organisationId: string;
  readonly id: string;
}

/** What the ids of all queries of the work begin with, so that any calculator can stop those of any other. */
export function queryPrefix({ work, id }: Cancellable): string {
  return `${work}/${id}/`;
}
