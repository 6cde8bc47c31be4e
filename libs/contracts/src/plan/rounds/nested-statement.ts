import { commonMask, foundAmong } from './among-mask';
import type { PlanMask } from '../plan';
import type { PlanRound, RoundRead } from './plan-rounds';
import { combining, statementOf } from './round-statement';

/**
 * A plan of two rounds as one statement, where the second reads everything among one mask, and the result is of what it finds there: it
 * finds nobody else, so that nobody needs the mask but those reads. That saves a statement, and the mask its way through the caller (on 1 M
 * users 5 conditions take 53 ms instead of 83, 20 take 128 instead of 143). What a mask is made of would be analysed for each read that
 * names it, so that it is named once, in a filter around all of them, which the engine moves down to each before it groups anything. Not for
 * most of the users, of whom a set takes longer than a read without a mask.
 *
 * @returns SELECT of one row with one column `users`; undefined for every other plan.
 */
export function nestedStatement(
  [leading, last, ...others]: readonly PlanRound[],
  result: string,
): string | undefined {
  if (!leading || !last || others.length > 0) return undefined;
  const mask = commonMask(last.stages);
  const found = mask?.narrow ? foundAmong(mask.stage, last.stages, result) : undefined;
  if (!mask || found === undefined) return undefined;
  const reads = last.stages.filter((stage) => stage.kind === 'read');
  const usersOf = reads.map(({ read }, index) => usersOneByOne(read, mask, index));
  if (!usersOf.every((users) => users !== undefined)) return undefined;
  const bitmaps = reads.map(({ id }, index) => `groupBitmapStateIf(uid, read = ${index}) AS ${id}`);
  const masking = `SELECT arrayJoin(bitmapToArray(${mask.stage})) FROM (\n${statementOf(leading, new Map(), mask.stage)}\n)`;
  return [
    ...combining(last.stages),
    `SELECT ${found} AS users`,
    `FROM (SELECT ${bitmaps.join(', ')}`,
    `  FROM (\n    ${usersOf.join('\n    UNION ALL\n    ')}\n  )`,
    `  WHERE uid IN (${masking}))`,
  ].join('\n');
}

const BITMAP_OF_USERS = 'SELECT groupBitmapState(uid) ';

/** The users of a bitmap as rows, without the mask, and with the number of the read. */
function usersOneByOne(read: RoundRead, { test }: PlanMask, index: number): string | undefined {
  if (!('select' in read) || !read.select.startsWith(BITMAP_OF_USERS)) return undefined;
  const rows = read.select.slice(BITMAP_OF_USERS.length).replaceAll(test, 'true');
  return `SELECT ${index} AS read, uid ${rows}`;
}
