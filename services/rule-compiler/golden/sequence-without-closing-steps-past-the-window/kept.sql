-- s0: values
SELECT uid FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)

-- s0: from bitmaps
build = {s0Values:UUID}

-- s0: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s0Values:UUID}

-- s0: from bins, decided
build = {s0Values:UUID}

-- s4: all users
SELECT groupBitmapState(uid) FROM (SELECT uid FROM (SELECT uid, time, maxForEach(array(day >= {p2:Date32} AND day <= {p3:Date32} AND event = {p1:String}, 0, day >= {p2:Date32} AND day <= {p3:Date32} AND event = {p4:String}, or(event = {p5:String} AND isNotNull(p_number_cf38d95c9c6b1d9d) AND assumeNotNull(p_number_cf38d95c9c6b1d9d) = {p6:Decimal(24, 6)}, event = {p5:String} AND isNotNull(p_boolean_a1954b15a7459a2f) AND assumeNotNull(p_boolean_a1954b15a7459a2f)))) AS matches FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p0:String} AND event IN {p7:Array(String)} AND day >= {p2:Date32} AND day <= addDays({p3:Date32}, 3) AND time <= {asOf:DateTime64(6, 'UTC')} GROUP BY uid, time HAVING has(matches, 1)) GROUP BY uid HAVING arrayExists((start) -> (toUnixTimestamp64Micro({asOf:DateTime64(6, 'UTC')}) - start) > {p8:Int64}, arrayElement(arrayFold((starts, moment) -> arrayMap((kept, previous, step, missing, last) -> if(last, arraySlice(arraySort(arrayConcat(arrayFilter((start) -> if((tupleElement(moment, 1) - start) <= {p8:Int64}, not(arrayElement(tupleElement(moment, 2), missing)), last), kept), arrayFilter((start) -> arrayElement(tupleElement(moment, 2), step) AND (tupleElement(moment, 1) - start) <= {p8:Int64}, previous))), 1, 1), arrayDistinct(arrayConcat(arrayFilter((start) -> if((tupleElement(moment, 1) - start) <= {p8:Int64}, not(arrayElement(tupleElement(moment, 2), missing)), last), kept), arrayFilter((start) -> arrayElement(tupleElement(moment, 2), step) AND (tupleElement(moment, 1) - start) <= {p8:Int64}, previous)))), starts, arrayPushFront(arrayPopBack(starts), array(tupleElement(moment, 1))), array(1, 3), array(2, 4), array(0, 1)), arraySort(groupArray(tuple(toUnixTimestamp64Micro(time), matches))), CAST(array(array(), array()), 'Array(Array(Int64))')), 2)))
