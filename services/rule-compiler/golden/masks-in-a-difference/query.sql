SELECT base64Encode(toString(s2)) AS bytes_s2, bitmapCardinality(s2) AS users_s2 FROM (
WITH
  bitmapAndnot(s0, s1) AS s2
SELECT s2
FROM
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575)) AS s0,
    (SELECT groupBitmapState(uid) FROM (SELECT uid, not(removed) AND (isNotNull(text) AND text = {p0:String}) AS matches FROM tag_values FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575) AND tag = {p1:String} AND date <= toDate32({businessDate:Date}) ORDER BY uid DESC, date DESC LIMIT 1 BY uid) WHERE matches) AS s1) AS from_rows
);

WITH
  (SELECT CAST(base64Decode({kept_bitmap_s2:String}), 'AggregateFunction(groupBitmap, UInt32)')) AS s2
SELECT bitmapAndnot(bitmapAnd(s2, s3), s4) AS users
FROM
  (SELECT
    (SELECT groupBitmapState(uid) FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575) AND app = {p2:String} AND event = {p3:String} AND time <= {asOf:DateTime64(6, 'UTC')} AND bitmapContains(s2, uid) WHERE (isNotNull(p_number_cf38d95c9c6b1d9d))) AS s3,
    (SELECT groupBitmapState(uid) FROM (SELECT uid FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575) AND app = {p2:String} AND event = {p3:String} AND time <= {asOf:DateTime64(6, 'UTC')} AND bitmapContains(s2, uid) WHERE (isNotNull(p_number_cf38d95c9c6b1d9d)) GROUP BY uid HAVING sum(assumeNotNull(p_number_cf38d95c9c6b1d9d)) < {p4:Decimal(24, 6)})) AS s4) AS from_rows;
