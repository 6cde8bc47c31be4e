SELECT base64Encode(toString(s0)) AS bytes_s0, bitmapCardinality(s0) AS users_s0, base64Encode(toString(s3)) AS bytes_s3, bitmapCardinality(s3) AS users_s3, base64Encode(toString(s5)) AS bytes_s5, bitmapCardinality(s5) AS users_s5 FROM (
WITH
  bitmapAndnot(s0, bitmapOr(bitmapAndnot(s0, s1), s2)) AS s3,
  bitmapOr(bitmapAndnot(s0, s1), s2) AS s5
SELECT s0, s3, s5
FROM
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0,
    (SELECT groupBitmapState(uid) FROM user_attributes FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND attribute = {p0:String} WHERE text = {p1:String}) AS s1,
    (SELECT groupBitmapState(uid) FROM (SELECT uid, not(removed) AND text = {p2:String} AS matches FROM tag_values FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND tag = {p3:String} AND date <= {businessDate:Date} ORDER BY uid DESC, date DESC LIMIT 1 BY uid) WHERE matches) AS s2) AS from_rows
);

WITH
  (SELECT CAST(base64Decode({kept_bitmap_s0:String}), 'AggregateFunction(groupBitmap, UInt32)')) AS s0,
  (SELECT CAST(base64Decode({kept_bitmap_s3:String}), 'AggregateFunction(groupBitmap, UInt32)')) AS s3,
  (SELECT CAST(base64Decode({kept_bitmap_s5:String}), 'AggregateFunction(groupBitmap, UInt32)')) AS s5
SELECT bitmapAnd(s0, bitmapOr(s5, s4)) AS users
FROM
  (SELECT
    (SELECT groupBitmapState(uid) FROM (SELECT uid FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p4:String} AND event = {p5:String} AND time <= {asOf:DateTime64(6, 'UTC')} AND bitmapContains(s3, uid) GROUP BY uid HAVING toDecimal128(count(), 6) >= {p6:Decimal(24, 6)})) AS s4) AS from_rows;
