import { toMillionths, type NumberOperator } from '@muster/contracts';
import { decimalOf, stepToOtherAnswer, type NumberKind } from './number-step';
import { numberTest, passes, type NumberTest } from './number-test';

const testOf = (op: NumberOperator, value: unknown): NumberTest => numberTest(op, value)!;

function step(op: NumberOperator, value: unknown, number: string, kind: NumberKind): string {
  const found = stepToOtherAnswer(testOf(op, value), toMillionths(number), kind);
  return found ? `${found.direction} ${decimalOf(found.by)}` : 'none';
}

test.each([
  ['gte', 3, '1', 'more 2'],
  ['gte', 3, '5', 'less 3'],
  ['gte', 2.5, '1', 'more 2'],
  ['gt', 3, '1', 'more 3'],
  ['lt', 3, '5', 'less 3'],
  ['lte', 0, '0', 'more 1'],
  ['eq', 0, '4', 'less 4'],
  ['eq', 2, '2', 'more 1'],
  ['ne', 2, '2', 'more 1'],
  ['between', [2, 4], '7', 'less 3'],
  ['between', [2, 4], '3', 'more 2'],
  ['in', [1, 9], '6', 'more 3'],
  ['notIn', [1, 2, 3], '2', 'more 2'],
  ['gte', 0, '3', 'none'],
] as const)('a count that is %s %j is turned around from %s by %s', (op, value, number, expected) => {
  expect(step(op, value, number, 'count')).toBe(expected);
});

test.each([
  ['gte', '200.00', '162.5', 'more 37.5'],
  ['gt', '200', '162.5', 'more 37.500001'],
  ['lt', '0', '-1.25', 'more 1.25'],
  ['lte', '0', '3', 'less 3'],
  ['eq', '10', '10', 'more 0.000001'],
  ['gte', '-5', '0', 'less 5.000001'],
] as const)('a number that is %s %s is turned around from %s by %s', (op, value, number, expected) => {
  expect(step(op, value, number, 'decimal')).toBe(expected);
});

test('no smaller step turns a count around', () => {
  const operands: [NumberOperator, unknown][] = [
    ...(['eq', 'ne', 'gt', 'gte', 'lt', 'lte'] as const).map((op): [NumberOperator, unknown] => [op, 3]),
    ['between', [2, 5]],
    ['in', [1, 4, 5]],
    ['notIn', [0, 1, 6]],
  ];
  for (const [op, value] of operands) {
    const test = testOf(op, value);
    const pass = passes(test);
    for (let count = 0n; count <= 10n; count += 1n) {
      const now = pass(count * 1_000_000n);
      const distances = Array.from({ length: 20 }, (_, other) => BigInt(other))
        .filter((other) => pass(other * 1_000_000n) !== now)
        .map((other) => (other > count ? other - count : count - other));
      const nearest = distances.sort((left, right) => (left < right ? -1 : 1))[0];
      const found = stepToOtherAnswer(test, count * 1_000_000n, 'count');
      expect({ op, count, by: found && found.by / 1_000_000n }).toEqual({ op, count, by: nearest });
    }
  }
});

test('operands that are no numbers make no test', () => {
  expect(numberTest('gte', 'many')).toBeUndefined();
  expect(numberTest('contains', '3')).toBeUndefined();
});
