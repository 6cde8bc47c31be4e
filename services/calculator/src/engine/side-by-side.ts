import { mapBounded } from './map-bounded';
import type { QueryOwner } from './query-owner';

/** Work that asks the engine in somebody's name. */
type Work<Result> = (owner: QueryOwner) => Promise<Result>;

/** Both results; when one fails, the other is stopped, and the failure is thrown when it has ended. */
export async function sideBySide<One, Other>(
  owner: QueryOwner,
  one: Work<One>,
  other: Work<Other>,
): Promise<[One, Other]> {
  const results: { one?: One; other?: Other } = {};
  const works: Work<void>[] = [
    async (own) => {
      results.one = await one(own);
    },
    async (own) => {
      results.other = await other(own);
    },
  ];
  const queryId = owner.queryId.bind(owner);
  await mapBounded(works, works.length, owner.signal, (work, signal) => work({ queryId, signal }));
  return [results.one as One, results.other as Other];
}
