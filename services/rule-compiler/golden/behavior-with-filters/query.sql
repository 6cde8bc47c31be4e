WITH
  (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575)) AS s0,
  (SELECT groupBitmapState(uid) FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575) AND event = {p0:String} AND time <= {asOf:DateTime64(6, 'UTC')} WHERE (app IN {p1:Array(String)} AND mapContains(numbers, {p2:String}) AND arrayElement(numbers, {p2:String}) > {p3:Decimal(24, 6)}) AND not(app IN {p4:Array(String)} AND mapContains(strings, {p5:String}))) AS s1
SELECT bitmapAnd(s0, s1) AS users
