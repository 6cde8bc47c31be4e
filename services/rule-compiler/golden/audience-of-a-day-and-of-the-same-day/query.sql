WITH
  (SELECT tuple(groupBitmapMergeStateIf(users, audience = {p0:UUID} AND snapshot IN {input0:Array(UUID)}), groupBitmapMergeStateIf(users, audience = {p0:UUID} AND snapshot IN {input1:Array(UUID)})) FROM snapshots PREWHERE organisation = {organisation:UUID} AND shard = {shard:UInt32} AND ((audience = {p0:UUID} AND snapshot IN {input0:Array(UUID)}) OR (audience = {p0:UUID} AND snapshot IN {input1:Array(UUID)}))) AS from_snapshots,
  (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575)) AS s0,
  tupleElement(from_snapshots, 1) AS s1,
  tupleElement(from_snapshots, 2) AS s2
SELECT bitmapAnd(s0, bitmapOr(s1, s2)) AS users
