import type { Rule } from '@muster/contracts';

/** Different rules over the crowd, each with some users and without others: those of an age who bought often enough lately. */
export function crowdRules(number: number): readonly Rule[] {
  return Array.from({ length: number }, (_, index): Rule => ({
    op: 'intersect',
    of: [
      { kind: 'attribute', attribute: 'age', op: 'gte', value: 20 + (index % 50) },
      {
        kind: 'behavior',
        app: 'shop',
        event: 'purchase',
        window: { type: 'last', n: 10 + (index % 19), unit: 'day' },
        compare: { op: 'gte', value: 2 },
      },
    ],
  }));
}
