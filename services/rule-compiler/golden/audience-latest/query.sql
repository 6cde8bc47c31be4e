SELECT bitmapAnd(s0, s1) AS users
FROM
  (SELECT groupBitmapMergeStateIf(users, snapshot IN {input0:Array(UUID)}) AS s1 FROM snapshots PREWHERE organisation = {organisation:UUID} AND shard = {shard:UInt32} AND (audience = {p0:UUID} AND snapshot IN {input0:Array(UUID)})) AS from_snapshots
  CROSS JOIN
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575)) AS s0) AS from_rows;
