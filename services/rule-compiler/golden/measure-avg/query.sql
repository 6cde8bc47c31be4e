WITH
  (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575)) AS s0,
  (SELECT groupBitmapState(uid) FROM (SELECT uid FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575) AND app = {p0:String} AND event = {p1:String} AND time <= {asOf:DateTime64(6, 'UTC')} WHERE (mapContains(numbers, {p2:String})) GROUP BY uid HAVING sum(arrayElement(numbers, {p2:String})) >= (toDecimal256(count(), 0) * {p3:Decimal(24, 6)}) AND sum(arrayElement(numbers, {p2:String})) <= (toDecimal256(count(), 0) * {p4:Decimal(24, 6)}))) AS s1
SELECT bitmapAnd(s0, s1) AS users
