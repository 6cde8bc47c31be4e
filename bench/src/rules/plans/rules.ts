import type { Condition, Rule } from '@muster/contracts';
import { audiences } from '../data/bench-organisation';

const last = (n: number) => ({ type: 'last', n, unit: 'day' }) as const;

const tag = {
  vip: { kind: 'tag', tag: 'vip_level', match: { op: 'in', values: ['gold', 'platinum'] } },
  earlyAdopter: { kind: 'tag', tag: 'early_adopter', match: { op: 'has' } },
  score: { kind: 'tag', tag: 'score', match: { op: 'gte', value: '20.5' } },
  atRisk: { kind: 'tag', tag: 'churn_risk', match: { op: 'in', values: ['high'] } },
  reachable: { kind: 'tag', tag: 'channel', match: { op: 'in', values: ['email', 'push'] } },
} as const satisfies Record<string, Condition>;

const attribute = {
  city: { kind: 'attribute', attribute: 'city', op: 'in', value: ['Oslo', 'Bergen', 'Tromsø', 'Bodø'] },
  language: { kind: 'attribute', attribute: 'language', op: 'in', value: ['no', 'en'] },
  onTrial: { kind: 'attribute', attribute: 'plan', op: 'eq', value: 'trial' },
  age: { kind: 'attribute', attribute: 'age', op: 'between', value: [18, 65] },
  newsletter: { kind: 'attribute', attribute: 'newsletter', op: 'isTrue' },
  signedUp: { kind: 'attribute', attribute: 'signed_up', op: 'before', value: '2025-10-01' },
} satisfies Record<string, Condition>;

const audience = {
  subscribers: { kind: 'audience', audienceId: audiences.subscribers.id },
  campaignReached: { kind: 'audience', audienceId: audiences.campaignReached.id },
  optedOut: { kind: 'audience', audienceId: audiences.optedOut.id },
} satisfies Record<string, Condition>;

const behavior = {
  opened: { kind: 'behavior', app: 'app', event: 'open', window: last(30) },
  searched: { kind: 'behavior', app: 'shop', event: 'search', window: last(14) },
  refunded: { kind: 'behavior', app: 'shop', event: 'refund', window: last(60) },
  viewed: {
    kind: 'behavior',
    app: 'shop',
    event: 'view_item',
    window: last(30),
    where: [{ property: 'category', op: 'in', value: ['books', 'music', 'games'] }],
  },
  filledCart: {
    kind: 'behavior',
    app: 'shop',
    event: 'add_to_cart',
    window: last(30),
    compare: { op: 'gte', value: 2 },
  },
  spent: {
    kind: 'behavior',
    app: 'shop',
    event: 'purchase',
    window: last(60),
    measure: { fn: 'sum', property: 'amount' },
    compare: { op: 'gte', value: '100.00' },
  },
} satisfies Record<string, Condition>;

const one: Rule = behavior.spent;

const five: Rule = {
  op: 'difference',
  keep: { op: 'intersect', of: [tag.vip, attribute.city, attribute.age, behavior.filledCart] },
  remove: [audience.optedOut],
};

/** 5 tags, 6 attributes, 3 audiences and 6 behaviours, 2 of those with a count or a sum. */
const twenty: Rule = {
  op: 'difference',
  keep: {
    op: 'intersect',
    of: [
      { op: 'union', of: [tag.vip, tag.earlyAdopter, tag.score] },
      tag.reachable,
      { op: 'union', of: [attribute.city, attribute.language] },
      attribute.age,
      attribute.newsletter,
      attribute.signedUp,
      { op: 'union', of: [audience.subscribers, audience.campaignReached] },
      { op: 'union', of: [behavior.opened, behavior.searched] },
      { op: 'union', of: [behavior.spent, behavior.filledCart] },
      behavior.viewed,
    ],
  },
  remove: [tag.atRisk, attribute.onTrial, audience.optedOut, behavior.refunded],
};

export interface BenchRule {
  readonly conditions: number;
  readonly rule: Rule;
}

/** Rules by the number of their conditions; the one of a single condition has its dearest. */
export const benchRules = {
  one: { conditions: 1, rule: one },
  five: { conditions: 5, rule: five },
  twenty: { conditions: 20, rule: twenty },
} as const satisfies Record<string, BenchRule>;
