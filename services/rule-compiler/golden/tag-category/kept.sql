-- s0: values
SELECT uid FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)

-- s0: from bitmaps
build = {s0Values:UUID}

-- s0: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s0Values:UUID}

-- s0: from bins, decided
build = {s0Values:UUID}

-- s1: values
SELECT uid, text FROM (SELECT uid, text, removed FROM tag_values FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND tag = {p1:String} AND date <= {businessDate:Date} ORDER BY uid DESC, date DESC LIMIT 1 BY uid) WHERE not(removed)

-- s1: from bitmaps
build = {s1Values:UUID} AND text IN {p0:Array(String)}

-- s1: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s1Values:UUID} WHERE text IN {p0:Array(String)}

-- s1: from bins, decided
build = {s1Values:UUID} AND text IN {p0:Array(String)}
