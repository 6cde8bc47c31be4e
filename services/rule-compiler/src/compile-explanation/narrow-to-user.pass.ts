import { ColumnExpression } from '../compiler/expression/column.expression';
import { InfixExpression } from '../compiler/expression/infix.expression';
import { RuntimeExpression } from '../compiler/expression/runtime.expression';
import { Scan } from '../compiler/expression/scan';
import { mapScans, type Statement } from '../compiler/lower/statement';

const isTheUser = InfixExpression(ColumnExpression('uid'), '=', RuntimeExpression('uid'));

/** Reads of users look at the rows of one user only. Bitmaps are of all users of the span. */
export function narrowToUser(statement: Statement): Statement {
  return mapScans(statement, narrowScan);
}

export function narrowScan(scan: Scan): Scan {
  return scan.rows === 'users' ? Scan({ ...scan, keys: [...scan.keys, isTheUser] }) : scan;
}
