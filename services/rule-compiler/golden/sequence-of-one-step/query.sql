SELECT bitmapAnd(s0, s1) AS users
FROM
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0,
    (SELECT groupBitmapState(uid) FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p0:String} AND event = {p1:String} AND day >= addDays({businessDate:Date}, -1) AND day < {businessDate:Date} WHERE p_string_edb2cd3b74c999af = {p2:String}) AS s1) AS from_rows;
