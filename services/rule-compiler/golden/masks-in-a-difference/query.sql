SELECT base64Encode(toString(s3)) AS bytes_s3, bitmapCardinality(s3) AS users_s3 FROM (
WITH
  bitmapAndnot(bitmapAnd(s0, s2), s1) AS s3
SELECT s3
FROM
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0,
    (SELECT groupBitmapState(uid) FROM (SELECT uid, not(removed) AND text = {p0:String} AS matches FROM tag_values FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND tag = {p1:String} AND date <= {businessDate:Date} ORDER BY uid DESC, date DESC LIMIT 1 BY uid) WHERE matches) AS s1,
    (SELECT groupBitmapState(uid) FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p2:String} AND event = {p3:String} AND time <= {asOf:DateTime64(6, 'UTC')} WHERE isNotNull(p_number_cf38d95c9c6b1d9d)) AS s2) AS from_rows
);

WITH
  (SELECT CAST(base64Decode({kept_bitmap_s3:String}), 'AggregateFunction(groupBitmap, UInt32)')) AS s3
SELECT bitmapAndnot(s3, s4) AS users
FROM
  (SELECT
    (SELECT groupBitmapState(uid) FROM (SELECT uid FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p2:String} AND event = {p3:String} AND time <= {asOf:DateTime64(6, 'UTC')} AND bitmapContains(s3, uid) WHERE isNotNull(p_number_cf38d95c9c6b1d9d) GROUP BY uid HAVING sum(assumeNotNull(p_number_cf38d95c9c6b1d9d)) < {p4:Decimal(24, 6)})) AS s4) AS from_rows;
