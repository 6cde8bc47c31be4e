SELECT bitmapAndnot(s0, s1) AS users
FROM
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0,
    (SELECT groupBitmapState(uid) FROM (SELECT uid FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND event = {p0:String} AND time <= {asOf:DateTime64(6, 'UTC')} GROUP BY uid HAVING toDecimal128(uniqExact(day), 6) >= {p1:Decimal(24, 6)})) AS s1) AS from_rows;
