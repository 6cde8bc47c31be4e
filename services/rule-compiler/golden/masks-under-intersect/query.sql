WITH
  (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575)) AS s0,
  (SELECT groupBitmapState(uid) FROM user_attributes FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575) AND attribute = {p0:String} WHERE (isNotNull(text) AND text = {p1:String})) AS s1,
  (SELECT groupBitmapState(uid) FROM (SELECT uid, not(removed) AND (isNotNull(text) AND text = {p2:String}) AS matches FROM tag_values FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575) AND tag = {p3:String} AND date <= toDate32({businessDate:Date}) ORDER BY uid DESC, date DESC LIMIT 1 BY uid) WHERE matches) AS s2,
  (SELECT bitmapOr(s1, s2)) AS s3,
  (SELECT groupBitmapState(uid) FROM (SELECT uid FROM events FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575) AND app = {p4:String} AND event = {p5:String} AND time <= {asOf:DateTime64(6, 'UTC')} AND bitmapContains(s3, uid) GROUP BY uid HAVING toDecimal128(count(), 6) >= {p6:Decimal(24, 6)})) AS s4,
  (SELECT bitmapAnd(bitmapOr(s1, s2), s4)) AS s5,
  (SELECT groupBitmapState(uid) FROM (SELECT uid FROM events FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575) AND app = {p4:String} AND event = {p5:String} AND time <= {asOf:DateTime64(6, 'UTC')} AND bitmapContains(s5, uid) WHERE (mapContains(numbers, {p7:String})) GROUP BY uid HAVING sum(arrayElement(numbers, {p7:String})) < {p8:Decimal(24, 6)})) AS s6
SELECT bitmapAnd(s0, bitmapAnd(bitmapAnd(bitmapOr(s1, s2), s4), s6)) AS users
SETTINGS do_not_merge_across_partitions_select_final = 1
