WITH
  (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575)) AS s0,
  (SELECT groupBitmapState(uid) FROM (SELECT uid FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575) AND app = {p0:String} AND event = {p1:String} AND time <= {asOf:DateTime64(6, 'UTC')} WHERE (mapContains(strings, {p2:String})) GROUP BY uid HAVING toDecimal128(uniqExact(arrayElement(strings, {p2:String})), 6) = {p3:Decimal(24, 6)})) AS s1
SELECT bitmapAnd(s0, bitmapAndnot(s0, s1)) AS users
