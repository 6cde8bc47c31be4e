SELECT bitmapAnd(s0, s1) AS users
FROM
  (SELECT groupBitmapMergeStateIf(users, event = {p1:String}) AS s1 FROM event_days PREWHERE organisation = {organisation:UUID} AND shard >= {span:UInt32} AND shard <= {span:UInt32} + 3 AND (app = {p0:String} AND event = {p1:String} AND day >= addDays({businessDate:Date}, -30) AND day < {businessDate:Date})) AS from_event_days
  CROSS JOIN
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0) AS from_rows;
