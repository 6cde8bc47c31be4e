import type { RunTrigger } from '@muster/contracts';
import type { PublicationPolicy } from '../../runs/domain/publication-policy';

/** Members of one shard of users. */
export interface ShardCount {
  readonly shard: number;
  readonly count: number;
}

/** A run as far as it matters for which of two is newer. */
export interface DatedRun {
  readonly runId: string;
  readonly runSeq: number;
  /** ISO 8601 in UTC with microseconds: instants of this form are ordered like their texts. */
  readonly asOf: string;
  readonly businessDate: string;
}

/** A run whose result is written. */
export interface WrittenRun extends DatedRun {
  readonly trigger: RunTrigger;
  readonly publication: PublicationPolicy;
}

/** `keep`: the result is kept as history, and the published one stays. */
export type Publication =
  { readonly outcome: 'publish' | 'keep' } | { readonly outcome: 'supersede'; readonly by: string };

/**
 * What becomes of a written result. What readers, exports, streams and dependants see never goes back in time: neither to a lower
 * sequence number, whatever a run says, nor to an earlier as-of instant, unless the run says so.
 * @param older runs of the same audience that were requested before and have yet to end: a result of one of them may be the next.
 */
export function decidePublication(
  run: WrittenRun,
  published: DatedRun | undefined,
  older: readonly Pick<DatedRun, 'asOf'>[],
): Publication {
  if (run.publication === 'never') return { outcome: 'keep' };
  if (published && published.runSeq > run.runSeq) {
    return isOfPastDay(run, published) ? { outcome: 'keep' } : { outcome: 'supersede', by: published.runId };
  }
  if (run.publication === 'always') return { outcome: 'publish' };
  const isOlder = [...(published ? [published] : []), ...older].some(({ asOf }) => asOf > run.asOf);
  return { outcome: isOlder ? 'keep' : 'publish' };
}

/** Whether somebody has asked for the result of that day, and not for a newer one: the published one does not replace it. */
function isOfPastDay({ trigger, publication, businessDate }: WrittenRun, published: DatedRun): boolean {
  return trigger === 'manual' && publication === 'ifNewest' && businessDate < published.businessDate;
}

/** The result of all pieces: members by shard, in order, and in all. */
export function gatherPieces(pieces: readonly (readonly ShardCount[])[]): {
  readonly count: number;
  readonly shards: readonly ShardCount[];
} {
  const shards = pieces.flat().sort((a, b) => a.shard - b.shard);
  return { count: shards.reduce((sum, { count }) => sum + count, 0), shards };
}
