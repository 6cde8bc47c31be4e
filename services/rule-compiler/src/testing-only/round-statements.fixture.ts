import { executeLeadingRounds, type Plan } from '@muster/contracts';

/** So many that a mask is asked as a bitmap: the text as the compiler has written it. */
const USERS_OF_A_MASK = 100_000;

/** The statements of a plan whose stages are read from the tables, in the order of execution. */
export async function roundStatements(plan: Plan): Promise<readonly string[]> {
  const leading: string[] = [];
  const last = await executeLeadingRounds(plan, new Map(), (statement) => {
    leading.push(statement);
    const users = plan.stages.map(({ id }) => [`users_${id}`, USERS_OF_A_MASK]);
    return Promise.resolve(Object.fromEntries(users) as Record<string, number>);
  });
  return [...leading, last.statement];
}
