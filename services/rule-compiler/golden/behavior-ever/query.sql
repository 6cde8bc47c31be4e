SELECT bitmapAnd(s0, bitmapOr(s1, s2)) AS users
FROM
  (SELECT groupBitmapMergeStateIf(users, event = {p0:String}) AS s1 FROM event_days PREWHERE organisation = {organisation:UUID} AND shard >= {span:UInt32} AND shard <= {span:UInt32} + 3 AND (event = {p0:String} AND day < {businessDate:Date})) AS from_event_days
  CROSS JOIN
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0,
    (SELECT groupBitmapState(uid) FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND event = {p0:String} AND day = {businessDate:Date} AND time <= {asOf:DateTime64(6, 'UTC')}) AS s2) AS from_rows;
