SELECT bitmapAnd(s0, s1) AS users
FROM
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0,
    (SELECT groupBitmapState(uid) FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND event = {p0:String} AND time <= {asOf:DateTime64(6, 'UTC')} WHERE app IN {p1:Array(String)} AND p_number_cf38d95c9c6b1d9d > {p2:Decimal(24, 6)} AND not(app IN {p3:Array(String)} AND isNotNull(p_string_edb2cd3b74c999af))) AS s1) AS from_rows;
