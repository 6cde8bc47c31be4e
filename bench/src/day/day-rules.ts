import { createHash } from 'node:crypto';
import type { Condition, Rule } from '@muster/contracts';
import { audiences } from '../rules/data/bench-organisation';

/** An audience of the day. */
export interface DayAudience {
  readonly id: string;
  readonly conditions: number;
  readonly rule: Rule;
  /** Other audiences of the day that its rule names. */
  readonly inputs: readonly string[];
}

/** A third of them is built on others. */
const BUILT_ON_OTHERS = 3;
const MOST_CONDITIONS = 20;

/**
 * Audiences of 1 to 20 conditions, in an order in which every one comes after those that it names. The same number makes the same
 * audiences. Conditions are drawn from some two hundred: people of one organisation ask for the same things, a few of them all the time.
 */
export function dayAudiences(count: number): DayAudience[] {
  const random = randomNumbers(20261125);
  const pool = conditionPool();
  const made: DayAudience[] = [];
  for (let index = 0; index < count; index += 1) {
    const conditions = 1 + Math.floor(random() * MOST_CONDITIONS);
    const drawn = new Set<Condition>();
    // Squared: the first conditions of the pool are in many audiences.
    while (drawn.size < conditions) {
      const condition = pool[Math.floor(random() ** 2 * pool.length)];
      if (condition) drawn.add(condition);
    }
    const of: Condition[] = [...drawn];
    const inputs: string[] = [];
    if (index % BUILT_ON_OTHERS === BUILT_ON_OTHERS - 1) {
      const other = made[Math.floor(random() * made.length)];
      if (other) {
        inputs.push(other.id);
        of[0] = { kind: 'audience', audienceId: other.id };
      }
    }
    made.push({ id: idOf(index), conditions, rule: ruleOf(of, random), inputs });
  }
  return made;
}

/** Intersections of unions of two or three, without a few: what rules of an editor look like. */
function ruleOf(conditions: readonly Condition[], random: () => number): Rule {
  const [first] = conditions;
  if (conditions.length === 1 && first) return first;
  const removed = conditions.length > 4 ? conditions.slice(-2) : [];
  const kept = conditions.slice(0, conditions.length - removed.length);
  const of: Rule[] = [];
  for (let start = 0; start < kept.length;) {
    const group = kept.slice(start, start + 1 + Math.floor(random() * 3));
    const [alone] = group;
    of.push(group.length === 1 && alone ? alone : { op: 'union', of: [...group] });
    start += group.length;
  }
  const [only] = of;
  const keep: Rule = of.length === 1 && only ? only : { op: 'intersect', of };
  return removed.length === 0 ? keep : { op: 'difference', keep, remove: [...removed] };
}

function conditionPool(): Condition[] {
  const last = (n: number) => ({ type: 'last', n, unit: 'day' }) as const;
  const days = [7, 14, 30, 60];
  const events = [
    ['app', 'open'],
    ['shop', 'search'],
    ['shop', 'view_item'],
    ['shop', 'add_to_cart'],
    ['shop', 'purchase'],
    ['shop', 'refund'],
  ] as const;
  const pool: Condition[] = [
    ...Object.values(audiences).map(({ id }): Condition => ({ kind: 'audience', audienceId: id })),
    { kind: 'tag', tag: 'early_adopter', match: { op: 'has' } },
    { kind: 'attribute', attribute: 'newsletter', op: 'isTrue' },
  ];
  for (const n of days) {
    for (const [app, event] of events) pool.push({ kind: 'behavior', app, event, window: last(n) });
  }
  for (const value of ['silver', 'gold', 'platinum']) {
    pool.push({ kind: 'tag', tag: 'vip_level', match: { op: 'in', values: [value] } });
  }
  for (const value of ['low', 'medium', 'high']) {
    pool.push({ kind: 'tag', tag: 'churn_risk', match: { op: 'in', values: [value] } });
  }
  for (const value of ['email', 'push', 'sms']) {
    pool.push({ kind: 'tag', tag: 'channel', match: { op: 'in', values: [value] } });
  }
  for (const city of ['Oslo', 'Bergen', 'Tromsø', 'Stavanger', 'Bodø', 'Hamar', 'Molde', 'Narvik']) {
    pool.push({ kind: 'attribute', attribute: 'city', op: 'eq', value: city });
  }
  for (const language of ['no', 'en', 'sv', 'da', 'de']) {
    pool.push({ kind: 'attribute', attribute: 'language', op: 'eq', value: language });
  }
  for (const plan of ['free', 'trial', 'pro', 'team']) {
    pool.push({ kind: 'attribute', attribute: 'plan', op: 'eq', value: plan });
  }
  for (let from = 16; from <= 76; from += 4) {
    pool.push({ kind: 'attribute', attribute: 'age', op: 'between', value: [from, from + 9] });
  }
  for (let month = 1; month <= 12; month += 1) {
    const value = `2025-${String(month).padStart(2, '0')}-01`;
    pool.push({ kind: 'attribute', attribute: 'signed_up', op: 'before', value });
  }
  for (let score = 10; score <= 90; score += 10) {
    pool.push({ kind: 'tag', tag: 'score', match: { op: 'gte', value: String(score) } });
  }
  for (const n of days) {
    for (const times of [2, 3]) {
      for (const event of ['view_item', 'add_to_cart', 'purchase']) {
        pool.push({
          ...{ kind: 'behavior', app: 'shop', event, window: last(n) },
          compare: { op: 'gte', value: times },
        });
      }
    }
    for (const amount of ['50.00', '100.00', '200.00', '500.00']) {
      pool.push({
        ...{ kind: 'behavior', app: 'shop', event: 'purchase', window: last(n) },
        measure: { fn: 'sum', property: 'amount' },
        compare: { op: 'gte', value: amount },
      });
    }
    for (const category of ['books', 'music', 'games', 'garden', 'toys', 'food']) {
      const where = [{ property: 'category', op: 'eq' as const, value: category }];
      pool.push({ kind: 'behavior', app: 'shop', event: 'view_item', window: last(n), where });
    }
  }
  return pool;
}

const idOf = (index: number): string => `c0000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** Numbers from 0 to 1 that look random and are the same every time. */
function randomNumbers(seed: number): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    const hash = createHash('sha256')
      .update(`${String(seed)}/${String(drawn)}`)
      .digest();
    return hash.readUInt32BE() / 2 ** 32;
  };
}
