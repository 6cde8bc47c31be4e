import type { Plan } from '../plan';
import { nestedStatement } from './nested-statement';
import { planRounds, type StageRead } from './plan-rounds';
import { planStatement } from '../plan-statement';
import {
  bytesColumn,
  carriedParameter,
  lastStatement,
  leadingStatement,
  usersColumn,
  type CarriedBitmap,
} from './round-statement';
import { uniteReads } from './unite-reads';

/** The statement that gives the result of a plan, and what it needs beside the plan's own parameters. */
export interface LastStatement {
  /** SELECT of one row with one column `users AggregateFunction(groupBitmap, UInt32)`. */
  readonly statement: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Answers the one row of a statement. */
export type AskLeading = (
  statement: string,
  parameters: Readonly<Record<string, string>>,
) => Promise<Readonly<Record<string, string | number>>>;

/**
 * Executes the rounds of a plan that lead to its last one, and composes that: whoever wants the members of a span, or their number,
 * executes it. Bitmaps go from round to round through the caller, at most 525 kB each, so nothing of them stays in the engine.
 *
 * @param reads other ways to the bitmaps of stages, by the ids of their stages.
 */
export async function executeLeadingRounds(
  plan: Pick<Plan, 'stages' | 'result'>,
  reads: ReadonlyMap<string, StageRead>,
  ask: AskLeading,
): Promise<LastStatement> {
  // A plan that was compiled before there were rounds.
  if (!saysHowStagesDepend(plan)) return { statement: planStatement(plan), parameters: {} };
  const united = uniteReads(plan, reads);
  const carried = new Map<string, CarriedBitmap>();
  const rounds = planRounds(united, united.reads);
  const nested = nestedStatement(rounds, united.result);
  if (nested !== undefined) return { statement: nested, parameters: {} };
  const last = rounds.pop();
  if (!last) throw new Error('a plan has at least one round');
  for (const round of rounds) {
    const row = await ask(leadingStatement(round, carried), bytesOf(round.carriedIn, carried));
    for (const id of round.carriedOut) {
      carried.set(id, { bytes: String(row[bytesColumn(id)]), users: Number(row[usersColumn(id)]) });
    }
  }
  return {
    statement: lastStatement(last, carried, united.result),
    parameters: bytesOf(last.carriedIn, carried),
  };
}

function bytesOf(
  ids: readonly string[],
  carried: ReadonlyMap<string, CarriedBitmap>,
): Record<string, string> {
  return Object.fromEntries(ids.map((id) => [carriedParameter(id), carried.get(id)?.bytes ?? '']));
}

function saysHowStagesDepend({ stages }: Pick<Plan, 'stages'>): boolean {
  const ids = new Set(stages.map(({ id }) => id));
  return stages.every(
    ({ select, combines, mask }) =>
      combines !== undefined ||
      mask !== undefined ||
      !(select.match(/\w+/g) ?? []).some((word) => ids.has(word)),
  );
}
