import type { Rule } from '@muster/contracts';
import fc, { type Arbitrary } from 'fast-check';
import { anyCondition } from './condition.arbitrary';
import type { Moment } from './moment.arbitrary';

/** Rules of every kind over the random catalogue: conditions alone, and groups of them a few levels deep. */
export function anyRule(moment: Moment): Arbitrary<Rule> {
  return fc.letrec<{ rule: Rule }>((tie) => ({
    rule: fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      { weight: 2, arbitrary: anyCondition(moment) },
      { weight: 3, arbitrary: group(tie('rule')) },
    ),
  })).rule;
}

function group(operand: Arbitrary<Rule>): Arbitrary<Rule> {
  const operands = fc.array(operand, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    fc.record({ op: fc.constantFrom('intersect', 'union'), of: operands }),
    fc.record({ op: fc.constant('difference'), keep: operand, remove: operands }),
    fc.record({ op: fc.constant('not'), of: operand }),
  );
}
