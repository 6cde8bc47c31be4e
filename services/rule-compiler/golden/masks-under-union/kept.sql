-- s0: values
SELECT uid FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)

-- s0: from bitmaps
build = {s0Values:UUID}

-- s0: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s0Values:UUID}

-- s0: from bins, decided
build = {s0Values:UUID}

-- s1: values
SELECT uid, text FROM user_attributes FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND attribute = {p0:String}

-- s1: from bitmaps
build = {s1Values:UUID} AND text = {p1:String}

-- s1: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s1Values:UUID} WHERE text = {p1:String}

-- s1: from bins, decided
build = {s1Values:UUID} AND text = {p1:String}

-- s2: values
SELECT uid, text FROM (SELECT uid, text, removed FROM tag_values FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND tag = {p3:String} AND date <= {businessDate:Date} ORDER BY uid DESC, date DESC LIMIT 1 BY uid) WHERE not(removed)

-- s2: from bitmaps
build = {s2Values:UUID} AND text = {p2:String}

-- s2: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s2Values:UUID} WHERE text = {p2:String}

-- s2: from bins, decided
build = {s2Values:UUID} AND text = {p2:String}

-- s4: all users
SELECT groupBitmapState(uid) FROM (SELECT uid FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p4:String} AND event = {p5:String} AND time <= {asOf:DateTime64(6, 'UTC')} GROUP BY uid HAVING toDecimal128(count(), 6) >= {p6:Decimal(24, 6)})

-- s4: days rolled up
SELECT app, day, uid, count() AS seen, countIf(1) AS events, CAST(sumIf(0, 1), 'Decimal(38, 6)') AS total FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p4:String} AND event = {p5:String} AND day IN {s4Days:Array(Date)} GROUP BY app, day, uid

-- s4: from rollups
SELECT groupBitmapState(uid) FROM (SELECT uid FROM (SELECT uid, day, events, total FROM event_rollups PREWHERE organisation = {organisation:UUID} AND build IN {s4Builds:Array(UUID)} AND app = {p4:String} AND event = {p5:String} AND property = {p7:String} AND day < {s4Until:Date} AND bitmapContains(s3, uid) WHERE events > 0 UNION ALL SELECT uid, day, toUInt64(1) AS events, CAST(0, 'Decimal(38, 6)') AS total FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p4:String} AND event = {p5:String} AND time <= {asOf:DateTime64(6, 'UTC')} AND day >= {s4Until:Date} AND bitmapContains(s3, uid)) GROUP BY uid HAVING toDecimal128(sum(events), 6) >= {p6:Decimal(24, 6)})
