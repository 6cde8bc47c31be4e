import { SHARD_BITS, USERS_PER_SHARD } from '@muster/contracts';
import { CallExpression } from '../expression/call.expression';
import { ColumnExpression } from '../expression/column.expression';
import type { Expression } from '../expression/expression';
import { InfixExpression } from '../expression/infix.expression';
import { IntegerExpression } from '../expression/integer.expression';
import { RuntimeExpression } from '../expression/runtime.expression';
import { Scan } from '../expression/scan';
import { mapScans, type Statement } from '../lower/statement';

const organisation = InfixExpression(
  ColumnExpression('organisation'),
  '=',
  RuntimeExpression('organisation'),
);

const firstUid = CallExpression('bitShiftLeft', RuntimeExpression('shard'), IntegerExpression(SHARD_BITS));
const lastUid = InfixExpression(firstUid, '+', IntegerExpression(USERS_PER_SHARD - 1));

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
