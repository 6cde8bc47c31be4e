-- s0: values
SELECT uid FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)

-- s0: from bitmaps
build = {s0Values:UUID}

-- s0: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s0Values:UUID}

-- s0: from bins, decided
build = {s0Values:UUID}

-- s1: values
SELECT uid, boolean FROM user_attributes FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND attribute = {p0:String}

-- s1: from bitmaps
build = {s1Values:UUID} AND isNotNull(boolean)

-- s1: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s1Values:UUID} WHERE isNotNull(boolean)

-- s1: from bins, decided
build = {s1Values:UUID} AND isNotNull(boolean)
