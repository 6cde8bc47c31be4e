-- s0: values
SELECT uid FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)

-- s0: from bitmaps
build = {s0Values:UUID}

-- s0: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s0Values:UUID}

-- s0: from bins, decided
build = {s0Values:UUID}

-- s5: all users
SELECT groupBitmapState(uid) FROM (SELECT uid FROM (SELECT uid, time, maxForEach(array(event = {p0:String}, 0, event = {p1:String}, event = {p2:String})) AS matches FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND event IN {p3:Array(String)} AND time <= {asOf:DateTime64(6, 'UTC')} GROUP BY uid, time HAVING has(matches, 1)) GROUP BY uid HAVING not(empty(arrayElement(arrayFold((starts, moment) -> arrayMap((kept, previous, step, missing, last) -> arraySlice(arrayReverseSort(arrayConcat(arrayFilter((start) -> if((tupleElement(moment, 1) - start) <= {p4:Int64}, not(arrayElement(tupleElement(moment, 2), missing)), last), kept), arrayFilter((start) -> arrayElement(tupleElement(moment, 2), step) AND (tupleElement(moment, 1) - start) <= {p4:Int64}, previous))), 1, 1), starts, arrayPushFront(arrayPopBack(starts), array(tupleElement(moment, 1))), array(1, 3, 4), array(2, 2, 2), array(0, 0, 1)), arraySort(groupArray(tuple(toUnixTimestamp64Micro(time), matches))), CAST(array(array(), array(), array()), 'Array(Array(Int64))')), 3))))
