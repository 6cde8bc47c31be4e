import { CallExpression } from '../expression/call.expression';
import { ColumnExpression } from '../expression/column.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { IntegerExpression } from '../expression/integer.expression';
import { RuntimeExpression } from '../expression/runtime.expression';
import { Scan } from '../expression/scan';
import { mapScans, type Statement } from '../lower/statement';

/** A shard holds 2^20 user ids. */
const SHARD_BITS = 20;

const organisation = InfixExpression(
  ColumnExpression('organisation'),
  '=',
  RuntimeExpression('organisation'),
);

const firstUid = CallExpression('bitShiftLeft', RuntimeExpression('shard'), IntegerExpression(SHARD_BITS));
const lastUid = InfixExpression(firstUid, '+', IntegerExpression(2 ** SHARD_BITS - 1));

const shardConditions: Readonly<Record<Scan['rows'], readonly Expression[]>> = {
  users: [
    InfixExpression(ColumnExpression('uid'), '>=', firstUid),
    InfixExpression(ColumnExpression('uid'), '<=', lastUid),
  ],
  bitmaps: [InfixExpression(ColumnExpression('shard'), '=', RuntimeExpression('shard'))],
};

/** Every read of a table is of one organisation and one shard of its users, whatever the rule says. */
export function guardOrganisation(statement: Statement): Statement {
  return mapScans(statement, guardScan);
}

/** The guard of one read. */
export function guardScan(scan: Scan): Scan {
  return Scan({ ...scan, keys: [organisation, ...shardConditions[scan.rows], ...scan.keys] });
}
