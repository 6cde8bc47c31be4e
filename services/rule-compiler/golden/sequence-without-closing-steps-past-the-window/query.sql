SELECT s4 AS users
FROM (SELECT groupBitmapStateIf(uid, read = 0) AS s4
  FROM (
    SELECT 0 AS read, uid FROM (SELECT uid FROM (SELECT uid, time, maxForEach(array(day >= {p2:Date32} AND day <= {p3:Date32} AND event = {p1:String}, 0, day >= {p2:Date32} AND day <= {p3:Date32} AND event = {p4:String}, or(event = {p5:String} AND isNotNull(p_number_cf38d95c9c6b1d9d) AND assumeNotNull(p_number_cf38d95c9c6b1d9d) = {p6:Decimal(24, 6)}, event = {p5:String} AND isNotNull(p_boolean_a1954b15a7459a2f) AND assumeNotNull(p_boolean_a1954b15a7459a2f)))) AS matches FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p0:String} AND event IN {p7:Array(String)} AND day >= {p2:Date32} AND day <= addDays({p3:Date32}, 3) AND time <= {asOf:DateTime64(6, 'UTC')} AND true GROUP BY uid, time HAVING has(matches, 1)) GROUP BY uid HAVING arrayExists((start) -> (toUnixTimestamp64Micro({asOf:DateTime64(6, 'UTC')}) - start) > {p8:Int64}, arrayElement(arrayFold((starts, moment) -> arrayMap((kept, previous, step, missing, last) -> if(last, arraySlice(arraySort(arrayConcat(arrayFilter((start) -> if((tupleElement(moment, 1) - start) <= {p8:Int64}, not(arrayElement(tupleElement(moment, 2), missing)), last), kept), arrayFilter((start) -> arrayElement(tupleElement(moment, 2), step) AND (tupleElement(moment, 1) - start) <= {p8:Int64}, previous))), 1, 1), arrayDistinct(arrayConcat(arrayFilter((start) -> if((tupleElement(moment, 1) - start) <= {p8:Int64}, not(arrayElement(tupleElement(moment, 2), missing)), last), kept), arrayFilter((start) -> arrayElement(tupleElement(moment, 2), step) AND (tupleElement(moment, 1) - start) <= {p8:Int64}, previous)))), starts, arrayPushFront(arrayPopBack(starts), array(tupleElement(moment, 1))), array(1, 3), array(2, 4), array(0, 1)), arraySort(groupArray(tuple(toUnixTimestamp64Micro(time), matches))), CAST(array(array(), array()), 'Array(Array(Int64))')), 2)))
  )
  WHERE uid IN (SELECT arrayJoin(bitmapToArray(s3)) FROM (
WITH
  bitmapAnd(bitmapAnd(s0, s1), s2) AS s3
SELECT s3
FROM
  (SELECT groupBitmapMergeStateIf(users, event = {p1:String}) AS s1, groupBitmapMergeStateIf(users, event = {p4:String}) AS s2 FROM event_days PREWHERE organisation = {organisation:UUID} AND shard >= {span:UInt32} AND shard <= {span:UInt32} + 3 AND ((app = {p0:String} AND event = {p1:String} AND day >= {p2:Date32} AND day <= {p3:Date32}) OR (app = {p0:String} AND event = {p4:String} AND day >= {p2:Date32} AND day <= {p3:Date32}))) AS from_event_days
  CROSS JOIN
  (SELECT
    (SELECT groupBitmapState(uid) FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)) AS s0) AS from_rows
)));
