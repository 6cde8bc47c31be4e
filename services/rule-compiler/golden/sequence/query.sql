SELECT s5 AS users
FROM (SELECT groupBitmapStateIf(uid, read = 0) AS s5
  FROM (
    SELECT 0 AS read, uid FROM (SELECT uid FROM (SELECT uid, time, maxForEach(array(event = {p0:String}, 0, event = {p1:String}, event = {p2:String})) AS matches FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND event IN {p3:Array(String)} AND time <= {asOf:DateTime64(6, 'UTC')} AND true GROUP BY uid, time HAVING has(matches, 1)) GROUP BY uid HAVING not(empty(arrayElement(arrayFold((starts, moment) -> arrayMap((kept, previous, step, missing, last) -> arraySlice(arrayReverseSort(arrayConcat(arrayFilter((start) -> if((tupleElement(moment, 1) - start) <= {p4:Int64}, not(arrayElement(tupleElement(moment, 2), missing)), last), kept), arrayFilter((start) -> arrayElement(tupleElement(moment, 2), step) AND (tupleElement(moment, 1) - start) <= {p4:Int64}, previous))), 1, 1), starts, arrayPushFront(arrayPopBack(starts), array(tupleElement(moment, 1))), array(1, 3, 4), array(2, 2, 2), array(0, 0, 1)), arraySort(groupArray(tuple(toUnixTimestamp64Micro(time), matches))), CAST(array(array(), array(), array()), 'Array(Array(Int64))')), 3))))
  )
  WHERE uid IN (SELECT arrayJoin(bitmapToArray(s4)) FROM (
WITH
  bitmapAnd(bitmapAnd(bitmapAnd(s0, s1), s2), s3) AS s4
SELECT s4
FROM
  (SELECT groupBitmapMergeStateIf(users, event = {p0:String}) AS s1, groupBitmapMergeStateIf(users, event = {p1:String}) AS s2, groupBitmapMergeStateIf(users, event = {p2:String}) AS s3 FROM event_days PREWHERE organisation = {organisation:UUID} AND shard >= {span:UInt32} AND shard <= {span:UInt32} + 3 AND (event IN ({p0:String}, {p1:String}, {p2:String}))) AS from_event_days
  CROSS JOIN
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0) AS from_rows
)));
