import type { Condition, Rule } from '@muster/contracts';
import fc, { type Arbitrary } from 'fast-check';
import { anyCondition } from './condition.arbitrary';
import type { Moment } from './moment.arbitrary';

/**
 * Rules of every kind over the random catalogue: conditions alone, and groups of them a few levels deep.
 *
 * @param accepts which conditions may occur; every one of the language when it is left out.
 */
export function anyRule(
  moment: Moment,
  accepts: (condition: Condition) => boolean = () => true,
): Arbitrary<Rule> {
  const condition = anyCondition(moment).filter(accepts);
  return fc.letrec<{ rule: Rule }>((tie) => ({
    rule: fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      { weight: 2, arbitrary: condition },
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
