import type { ShardStatement } from '../kept-reads/bound-plan';
import { writeEngineBitmap } from './engine-bitmap';
import type { ShardUsers } from './shard-users';

/** SELECT of one row with one column `users`, as a plan's last statement, of users that have been computed already. */
export function usersStatement(users: ShardUsers, shard: number): ShardStatement {
  return {
    statement:
      "SELECT CAST(base64Decode({heldUsers:String}), 'AggregateFunction(groupBitmap, UInt32)') AS users",
    parameters: { heldUsers: writeEngineBitmap(users, shard).toString('base64') },
  };
}
