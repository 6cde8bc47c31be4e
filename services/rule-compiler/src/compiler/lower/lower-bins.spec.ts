import { CallExpression } from '../expression/call.expression';
import { ColumnExpression } from '../expression/column.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { KeptExpression } from '../expression/kept.expression';
import { ValueExpression } from '../expression/value.expression';
import { Parameters } from '../render/parameters';
import { renderExpression } from '../render/render-expression';
import { renderScan } from '../render/render-scan';
import type { NumberTest } from '../value/number-test';
import type { Predicate } from '../value/predicate';
import { lowerBins } from './lower-bins';
import { lowerPredicate } from './lower-predicate';
import { nullableColumns } from './value-columns';

const build = InfixExpression(ColumnExpression('build'), '=', KeptExpression('s0Values', 'UUID'));

/** The two parts as text, with the values in place of parameters. */
function partsOf(test: Expression): { decided: string | undefined; undecided: string | undefined } {
  const { decided, undecided } = lowerBins(build, [test]);
  const inWords = (render: (parameters: Parameters) => string): string => {
    const parameters = new Parameters();
    const text = render(parameters);
    const values = parameters.all();
    return text.replace(/\{(p\d+):[^}]*\}/g, (_, name: string) => String(values[name]?.value));
  };
  return {
    decided: decided && inWords((parameters) => renderExpression(decided, parameters)),
    undecided: undecided && inWords((parameters) => renderScan(undecided, parameters)),
  };
}

const lowered = (predicate: Predicate): Expression => lowerPredicate(predicate, nullableColumns);
const number = (op: NumberTest['op'], ...values: string[]) =>
  lowered({ kind: 'number', test: { op, values } });

describe('lowerBins', () => {
  it.each(['eq', 'ne', 'gt', 'gte', 'lt', 'lte'] as const)(
    'leaves the bin undecided in which the value of %s lies',
    (op) => {
      const { decided, undecided } = partsOf(number(op, '5'));
      expect(decided).toContain('not(number_from <= 5 AND number_to >= 5)');
      expect(undecided).toContain('AND number_from <= 5 AND number_to >= 5 WHERE');
    },
  );

  it('leaves the bins of both ends of a range undecided', () => {
    const { undecided } = partsOf(number('between', '5', '7'));
    expect(undecided).toContain(
      'or(number_from <= 5 AND number_to >= 5, number_from <= 7 AND number_to >= 7)',
    );
  });

  it('asks the least value of every other bin', () => {
    const { decided } = partsOf(number('gt', '5'));
    expect(decided).toMatch(/^build = \{s0Values:UUID\} AND not\(.*\) AND number > 5$/);
  });

  it.each(['in', 'notIn'] as const)('looks for each value of a short list: %s', (op) => {
    const { decided, undecided } = partsOf(number(op, '1', '2', '3'));
    for (const value of [1, 2, 3]) {
      expect(decided).toContain(`number_from <= ${value} AND number_to >= ${value}`);
      expect(undecided).toContain(`number_from <= ${value} AND number_to >= ${value}`);
    }
  });

  it('tests every value where a list is long', () => {
    const { decided, undecided } = partsOf(number('in', ...Array.from({ length: 17 }, (_, n) => String(n))));
    expect(decided).toBeUndefined();
    expect(undecided).not.toContain('number_from');
  });

  it('bounds times by instants', () => {
    const at = { instant: { base: 'instant', at: '2026-01-01T00:00:00Z' }, inclusive: true } as const;
    const { decided } = partsOf(lowered({ kind: 'time', from: at, to: undefined, negated: true }));
    expect(decided).toContain('not(time_from <= 2026-01-01 00:00:00 AND time_to >= 2026-01-01 00:00:00)');
  });

  it.each<[string, Expression]>([
    ['whether there is a value', lowered({ kind: 'present', type: 'number' })],
    ['whether there is none', lowered({ kind: 'absent', type: 'time' })],
    ['another type', lowered({ kind: 'boolean', is: true })],
  ])('decides every bin where a test asks for %s', (_what, test) => {
    const { decided, undecided } = partsOf(test);
    expect(decided).toBeDefined();
    expect(undecided).toBeUndefined();
  });

  it('tests every value where a test does more than to compare it', () => {
    const odd = CallExpression('modulo', ColumnExpression('number'), ValueExpression('Int64', '2'));
    const { decided, undecided } = partsOf(InfixExpression(odd, '=', ValueExpression('Int64', '1')));
    expect(decided).toBeUndefined();
    expect(undecided).toContain('modulo(number, 2) = 1');
  });
});
