SELECT s4 AS users
FROM (SELECT groupBitmapStateIf(uid, read = 0) AS s4
  FROM (
    SELECT 0 AS read, uid FROM (SELECT uid FROM (SELECT uid, time, maxForEach(array(event = {p1:String}, event = {p3:String}, event = {p2:String}, 0)) AS matches FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p0:String} AND event IN {p4:Array(String)} AND time <= {asOf:DateTime64(6, 'UTC')} AND true GROUP BY uid, time HAVING has(matches, 1)) GROUP BY uid HAVING not(empty(arrayElement(arrayFold((starts, moment) -> arrayMap((kept, previous, step, missing, last) -> arraySlice(arrayReverseSort(arrayConcat(arrayFilter((start) -> if((tupleElement(moment, 1) - start) <= {p5:Int64}, not(arrayElement(tupleElement(moment, 2), missing)), last), kept), arrayFilter((start) -> arrayElement(tupleElement(moment, 2), step) AND (tupleElement(moment, 1) - start) <= {p5:Int64}, previous))), 1, 1), starts, arrayPushFront(arrayPopBack(starts), array(tupleElement(moment, 1))), array(1, 3), array(2, 4), array(0, 1)), arraySort(groupArray(tuple(toUnixTimestamp64Micro(time), matches))), CAST(array(array(), array()), 'Array(Array(Int64))')), 2))))
  )
  WHERE uid IN (SELECT arrayJoin(bitmapToArray(s3)) FROM (
WITH
  bitmapAnd(bitmapAnd(s0, s1), s2) AS s3
SELECT s3
FROM
  (SELECT groupBitmapMergeStateIf(users, event = {p1:String}) AS s1, groupBitmapMergeStateIf(users, event = {p2:String}) AS s2 FROM event_days PREWHERE organisation = {organisation:UUID} AND shard >= {span:UInt32} AND shard <= {span:UInt32} + 3 AND ((app = {p0:String} AND event = {p1:String}) OR (app = {p0:String} AND event = {p2:String}))) AS from_event_days
  CROSS JOIN
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0) AS from_rows
)));
