import { checkRule, type Catalogue, type Rule } from '@muster/contracts';
import type { DataSet } from '../reference/data-set';
import { shorterLists, smallerValues } from './smaller-values.fixture';

/** A rule and data on which something goes wrong. */
export interface Counterexample {
  readonly rule: Rule;
  readonly data: DataSet;
}

/** Attempts on the engine; what is left after them is small enough to read. */
const MOST_ATTEMPTS = 600;

/** The smallest counterexample found by leaving things out while it still fails: first of the rule, then of the data, again and again. */
export async function shrink(
  counterexample: Counterexample,
  catalogue: Catalogue,
  fails: (smaller: Counterexample) => Promise<boolean>,
): Promise<Counterexample> {
  let smallest = counterexample;
  let attempts = 0;
  for (let shrunk = true; shrunk && attempts < MOST_ATTEMPTS;) {
    shrunk = false;
    for (const smaller of smallerOnes(smallest, catalogue)) {
      attempts += 1;
      if (attempts > MOST_ATTEMPTS) break;
      if (await fails(smaller)) {
        smallest = smaller;
        shrunk = true;
        break;
      }
    }
  }
  return smallest;
}

function* smallerOnes({ rule, data }: Counterexample, catalogue: Catalogue): Generator<Counterexample> {
  for (const smaller of smallerValues(rule)) {
    const check = checkRule(smaller, catalogue);
    if (check.ok) yield { rule: check.rule, data };
  }
  const { users, events, tags, results } = data;
  for (const fewer of shorterLists(events)) yield { rule, data: { ...data, events: fewer } };
  for (const fewer of shorterLists(users)) yield { rule, data: { ...data, users: fewer } };
  for (const fewer of shorterLists(tags)) yield { rule, data: { ...data, tags: fewer } };
  for (const result of results.filter(({ members }) => members.length > 0)) {
    const emptied = results.map((other) => (other === result ? { ...result, members: [] } : other));
    yield { rule, data: { ...data, results: emptied } };
  }
  for (const [index, user] of users.entries()) {
    for (const attributes of without(user.attributes)) {
      yield { rule, data: { ...data, users: users.with(index, { ...user, attributes }) } };
    }
  }
  for (const [index, event] of events.entries()) {
    for (const properties of without(event.properties)) {
      yield { rule, data: { ...data, events: events.with(index, { ...event, properties }) } };
    }
  }
}

/** Without half of the members, and so on down to without each one. */
function without<Value>(members: Readonly<Record<string, Value>>): Record<string, Value>[] {
  return [...shorterLists(Object.entries(members))].map((left) => Object.fromEntries(left));
}
