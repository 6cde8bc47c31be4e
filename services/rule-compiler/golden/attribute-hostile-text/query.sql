SELECT bitmapAnd(s0, s1) AS users
FROM
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0,
    (SELECT groupBitmapState(uid) FROM user_attributes FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND attribute = {p0:String} WHERE text = {p1:String}) AS s1) AS from_rows;
