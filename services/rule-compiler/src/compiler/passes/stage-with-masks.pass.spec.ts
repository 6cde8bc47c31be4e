import type { Expression } from '../expression/expression';
import { EventsNode } from '../tree/events.node';
import { AudienceNode } from '../tree/audience.node';
import { complementOf, DifferenceNode } from '../tree/difference.node';
import { IntersectNode } from '../tree/intersect.node';
import type { PlanNode } from '../tree/plan-node';
import { UnionNode } from '../tree/union.node';
import { guardKnownUsers } from './guard-known-users.pass';
import { orderCheapFirst } from './order-cheap-first.pass';
import { renderExpression } from '../render/render-expression';
import { Parameters } from '../render/parameters';
import { stageWithMasks } from './stage-with-masks.pass';

const cheap = (name: string): PlanNode => AudienceNode(`/${name}`, name, name);

const heavy = (event: string): EventsNode =>
  EventsNode(`/${event}`, {
    app: undefined,
    event,
    window: { from: undefined, to: undefined, today: 'included', since: undefined },
    where: [],
    aggregate: { fn: 'count', test: { op: 'gte', values: ['2'] } },
  });

/** The stages in words: what is read, what masks are made of, and the members. */
function stagesOf(node: PlanNode): readonly string[] {
  const { stages, result } = stageWithMasks(orderCheapFirst(guardKnownUsers(node)));
  const render = (expression: Expression): string => renderExpression(expression, new Parameters());
  return [
    ...stages.map((stage) => {
      if (stage.kind === 'combine') return `${stage.id} = ${render(stage.bitmap)}`;
      const { leaf, mask } = stage;
      const name = leaf.kind === 'known-users' ? 'known' : leaf.pointer.slice(1);
      return `${stage.id} = ${name}${mask ? ` among ${mask.id}` : ''}`;
    }),
    render(result),
  ];
}

const masks: readonly [string, PlanNode, readonly string[]][] = [
  [
    'alone, a heavy leaf has no mask: everybody can decide',
    heavy('x'),
    ['s0 = known', 's1 = x', 'bitmapAnd(s0, s1)'],
  ],
  [
    'under an intersection: known users in all siblings',
    IntersectNode('', [heavy('x'), cheap('a'), cheap('b')]),
    [
      's0 = known',
      's1 = a',
      's2 = b',
      's3 = bitmapAnd(bitmapAnd(s0, s1), s2)',
      's4 = x among s3',
      'bitmapAnd(s3, s4)',
    ],
  ],
  [
    'a heavy sibling that is computed already masks the next where nothing is cheap',
    IntersectNode('', [heavy('x'), heavy('y')]),
    ['s0 = known', 's1 = x', 's2 = bitmapAnd(s0, s1)', 's3 = y among s2', 'bitmapAnd(s2, s3)'],
  ],
  [
    'heavy siblings have one mask where something is cheap',
    IntersectNode('', [heavy('x'), UnionNode('', [heavy('y'), heavy('z')]), cheap('a')]),
    [
      's0 = known',
      's1 = a',
      's2 = bitmapAnd(s0, s1)',
      's3 = x among s2',
      's4 = y among s2',
      's5 = z among s2',
      'bitmapAnd(bitmapAnd(s2, s3), bitmapOr(s4, s5))',
    ],
  ],
  [
    'under a union: users in no sibling',
    UnionNode('', [heavy('x'), cheap('a')]),
    [
      's0 = known',
      's1 = a',
      's2 = bitmapAndnot(s0, s1)',
      's3 = x among s2',
      'bitmapAnd(s0, bitmapOr(s1, s3))',
    ],
  ],
  [
    'in what a difference keeps: users that are not removed for certain',
    DifferenceNode('', heavy('x'), [cheap('a')]),
    ['s0 = known', 's1 = a', 's2 = bitmapAndnot(s0, s1)', 's3 = x among s2', 'bitmapAnd(s2, s3)'],
  ],
  [
    'in what a difference removes: users that are kept',
    DifferenceNode('', cheap('a'), [heavy('x')]),
    ['s0 = known', 's1 = a', 's2 = bitmapAnd(s0, s1)', 's3 = x among s2', 'bitmapAndnot(s2, s3)'],
  ],
  [
    'a sibling that is not computed yet bounds by its cheap part',
    IntersectNode('', [heavy('x'), DifferenceNode('', heavy('y'), [cheap('a')])]),
    [
      's0 = known',
      's1 = a',
      's2 = bitmapAndnot(s0, s1)',
      's3 = x among s2',
      's4 = y among s2',
      'bitmapAnd(bitmapAnd(s2, s3), s4)',
    ],
  ],
  [
    'a complement hands its mask on',
    IntersectNode('', [cheap('a'), complementOf(heavy('x'))]),
    ['s0 = known', 's1 = a', 's2 = bitmapAnd(s0, s1)', 's3 = x among s2', 'bitmapAndnot(s2, s3)'],
  ],
  [
    'a leaf that stands in two places is read once',
    UnionNode('', [IntersectNode('', [cheap('a'), cheap('b')]), IntersectNode('', [cheap('a'), cheap('c')])]),
    [
      's0 = known',
      's1 = a',
      's2 = b',
      's3 = c',
      'bitmapAnd(s0, bitmapOr(bitmapAnd(s1, s2), bitmapAnd(s1, s3)))',
    ],
  ],
];

test.each(masks)('%s', (_name, node, stages) => {
  expect(stagesOf(node)).toEqual(stages);
});
