import { ColumnExpression } from '../expression/column.expression';
import { EveryExpression } from '../expression/every.expression';
import { CallExpression } from '../expression/call.expression';
import { InfixExpression } from '../expression/infix.expression';
import { Scan } from '../expression/scan';
import { ValueExpression } from '../expression/value.expression';
import type { TagNode } from '../tree/tag.node';
import { lowerDay } from './lower-time';
import { lowerPredicate } from './lower-predicate';
import { nullableColumns } from './value-columns';

/** The newest value on or before the day decides, even when it says that the tag was taken away. */
export function lowerTag({ tag, on, test }: TagNode): Scan {
  const matches = EveryExpression(
    CallExpression('not', ColumnExpression('removed')),
    lowerPredicate(test, nullableColumns),
  );
  return Scan({ ...tagScan({ tag, on }), perUser: { kind: 'latest', matches } });
}

/** All values of a tag up to a day. */
export function tagScan({ tag, on }: Pick<TagNode, 'tag' | 'on'>): Scan {
  return Scan({
    table: 'tag_values',
    final: true,
    rows: 'users',
    keys: [
      InfixExpression(ColumnExpression('tag'), '=', ValueExpression('String', tag)),
      InfixExpression(ColumnExpression('date'), '<=', lowerDay(on)),
    ],
    filters: [],
    perUser: undefined,
  });
}
