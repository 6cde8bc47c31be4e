SELECT s3 AS users
FROM (SELECT groupBitmapStateIf(uid, read = 0) AS s3
  FROM (
    SELECT 0 AS read, uid FROM (SELECT uid FROM (SELECT uid, time, maxForEach(array(event = {p1:String}, event = {p2:String})) AS matches FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p0:String} AND event IN {p3:Array(String)} AND time <= {asOf:DateTime64(6, 'UTC')} AND true GROUP BY uid, time HAVING has(matches, 1)) GROUP BY uid HAVING arrayExists((start) -> (toUnixTimestamp64Micro({asOf:DateTime64(6, 'UTC')}) - start) > {p4:Int64}, arrayElement(arrayFold((starts, moment) -> arrayMap((kept, previous, step, missing, last) -> if(last, arraySlice(arraySort(arrayConcat(arrayFilter((start) -> if((tupleElement(moment, 1) - start) <= {p4:Int64}, not(arrayElement(tupleElement(moment, 2), missing)), last), kept), arrayFilter((start) -> arrayElement(tupleElement(moment, 2), step) AND (tupleElement(moment, 1) - start) <= {p4:Int64}, previous))), 1, 1), arrayDistinct(arrayConcat(arrayFilter((start) -> if((tupleElement(moment, 1) - start) <= {p4:Int64}, not(arrayElement(tupleElement(moment, 2), missing)), last), kept), arrayFilter((start) -> arrayElement(tupleElement(moment, 2), step) AND (tupleElement(moment, 1) - start) <= {p4:Int64}, previous)))), starts, arrayPushFront(arrayPopBack(starts), array(tupleElement(moment, 1))), array(1), array(2), array(1)), arraySort(groupArray(tuple(toUnixTimestamp64Micro(time), matches))), CAST(array(array()), 'Array(Array(Int64))')), 1)))
  )
  WHERE uid IN (SELECT arrayJoin(bitmapToArray(s2)) FROM (
WITH
  bitmapAnd(s0, s1) AS s2
SELECT s2
FROM
  (SELECT groupBitmapMergeStateIf(users, event = {p1:String}) AS s1 FROM event_days PREWHERE organisation = {organisation:UUID} AND shard >= {span:UInt32} AND shard <= {span:UInt32} + 3 AND (app = {p0:String} AND event = {p1:String})) AS from_event_days
  CROSS JOIN
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0) AS from_rows
)));
