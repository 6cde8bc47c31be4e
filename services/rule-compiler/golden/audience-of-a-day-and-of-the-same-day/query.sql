SELECT bitmapAnd(s0, s1) AS users
FROM
  (SELECT groupBitmapMergeStateIf(users, (snapshot IN {input0:Array(UUID)}) OR (snapshot IN {input1:Array(UUID)})) AS s1 FROM snapshots PREWHERE organisation = {organisation:UUID} AND shard >= {span:UInt32} AND shard <= {span:UInt32} + 3 AND ((audience = {p0:UUID} AND snapshot IN {input0:Array(UUID)}) OR (audience = {p0:UUID} AND snapshot IN {input1:Array(UUID)}))) AS from_snapshots
  CROSS JOIN
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0) AS from_rows;
