SELECT bitmapAnd(s4, s5) AS users
FROM (SELECT groupBitmapStateIf(uid, read = 0) AS s4, groupBitmapStateIf(uid, read = 1) AS s5
  FROM (
    SELECT 0 AS read, uid FROM (SELECT uid FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p4:String} AND event = {p5:String} AND time <= {asOf:DateTime64(6, 'UTC')} AND true GROUP BY uid HAVING toDecimal128(count(), 6) >= {p6:Decimal(24, 6)})
    UNION ALL
    SELECT 1 AS read, uid FROM (SELECT uid FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p4:String} AND event = {p5:String} AND time <= {asOf:DateTime64(6, 'UTC')} AND true WHERE isNotNull(p_number_cf38d95c9c6b1d9d) GROUP BY uid HAVING sum(assumeNotNull(p_number_cf38d95c9c6b1d9d)) < {p7:Decimal(24, 6)})
  )
  WHERE uid IN (SELECT arrayJoin(bitmapToArray(s3)) FROM (
WITH
  bitmapAnd(s0, bitmapOr(s1, s2)) AS s3
SELECT s3
FROM
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0,
    (SELECT groupBitmapState(uid) FROM user_attributes FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND attribute = {p0:String} WHERE text = {p1:String}) AS s1,
    (SELECT groupBitmapState(uid) FROM (SELECT uid, not(removed) AND text = {p2:String} AS matches FROM tag_values FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND tag = {p3:String} AND date <= {businessDate:Date} ORDER BY uid DESC, date DESC LIMIT 1 BY uid) WHERE matches) AS s2) AS from_rows
)));
