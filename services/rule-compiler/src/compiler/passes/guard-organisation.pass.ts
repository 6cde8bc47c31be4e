import { SHARD_BITS, SHARDS_PER_SPAN, USERS_PER_SPAN } from '@muster/contracts';
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

const firstShard = RuntimeExpression('span');
const lastShard = InfixExpression(firstShard, '+', IntegerExpression(SHARDS_PER_SPAN - 1));
const firstUid = CallExpression('bitShiftLeft', firstShard, IntegerExpression(SHARD_BITS));
const lastUid = InfixExpression(firstUid, '+', IntegerExpression(USERS_PER_SPAN - 1));

const spanConditions: Readonly<Record<Scan['rows'], readonly Expression[]>> = {
  users: [
    InfixExpression(ColumnExpression('uid'), '>=', firstUid),
    InfixExpression(ColumnExpression('uid'), '<=', lastUid),
  ],
  // A build has no other users, and is no longer to be read by them: what it costs to analyse two conditions is a tenth of such a read.
  'users of a build': [],
  bitmaps: [
    InfixExpression(ColumnExpression('shard'), '>=', firstShard),
    InfixExpression(ColumnExpression('shard'), '<=', lastShard),
  ],
};

/** Every read of a table is of one organisation and one span of its users, whatever the rule says; that of a build has one alone. */
export function guardOrganisation(statement: Statement): Statement {
  return mapScans(statement, guardScan);
}

/** The guard of one read. */
export function guardScan(scan: Scan): Scan {
  return Scan({ ...scan, keys: [organisation, ...spanConditions[scan.rows], ...scan.keys] });
}
