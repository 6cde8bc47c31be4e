-- s0: values
SELECT uid FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)

-- s0: from bitmaps
build = {s0Values:UUID}

-- s0: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s0Values:UUID}

-- s0: from bins, decided
build = {s0Values:UUID}

-- s3: all users
SELECT groupBitmapState(uid) FROM (SELECT uid FROM (SELECT uid, time, maxForEach(array(event = {p1:String} AND isNotNull(p_string_edb2cd3b74c999af) AND assumeNotNull(p_string_edb2cd3b74c999af) = {p2:String}, 0)) AS matches FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p0:String} AND event = {p1:String} AND day >= addDays({businessDate:Date}, -1) AND time <= {asOf:DateTime64(6, 'UTC')} GROUP BY uid, time HAVING has(matches, 1)) GROUP BY uid HAVING not(empty(arrayElement(arrayFold((starts, moment) -> arrayMap((kept, previous, step, missing, last) -> arraySlice(arrayReverseSort(arrayConcat(arrayFilter((start) -> if((tupleElement(moment, 1) - start) <= {p3:Int64}, not(arrayElement(tupleElement(moment, 2), missing)), last), kept), arrayFilter((start) -> arrayElement(tupleElement(moment, 2), step) AND (tupleElement(moment, 1) - start) <= {p3:Int64}, previous))), 1, 1), starts, arrayPushFront(arrayPopBack(starts), array(tupleElement(moment, 1))), array(1, 1), array(2, 2), array(0, 1)), arraySort(groupArray(tuple(toUnixTimestamp64Micro(time), matches))), CAST(array(array(), array()), 'Array(Array(Int64))')), 2))))
