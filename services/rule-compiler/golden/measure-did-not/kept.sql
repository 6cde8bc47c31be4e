-- s0: values
SELECT uid FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)

-- s0: from bitmaps
build = {s0Values:UUID}

-- s0: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s0Values:UUID}

-- s0: from bins, decided
build = {s0Values:UUID}

-- s1: days rolled up
SELECT app, day, uid, count() AS seen, countIf(isNotNull(p_number_cf38d95c9c6b1d9d)) AS events, CAST(sumIf(assumeNotNull(p_number_cf38d95c9c6b1d9d), isNotNull(p_number_cf38d95c9c6b1d9d)), 'Decimal(38, 6)') AS total FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p0:String} AND event = {p1:String} AND day IN {s1Days:Array(Date)} GROUP BY app, day, uid

-- s1: from rollups
SELECT groupBitmapState(uid) FROM (SELECT uid FROM (SELECT uid, day, events, total FROM event_rollups PREWHERE organisation = {organisation:UUID} AND build IN {s1Builds:Array(UUID)} AND app = {p0:String} AND event = {p1:String} AND property = {p3:String} AND day < {s1Until:Date} WHERE events > 0 UNION ALL SELECT uid, day, toUInt64(1) AS events, CAST(assumeNotNull(p_number_cf38d95c9c6b1d9d), 'Decimal(38, 6)') AS total FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p0:String} AND event = {p1:String} AND time <= {asOf:DateTime64(6, 'UTC')} AND day >= {s1Until:Date} WHERE isNotNull(p_number_cf38d95c9c6b1d9d)) GROUP BY uid HAVING sum(total) != (toDecimal256(sum(events), 0) * {p2:Decimal(24, 6)}))
