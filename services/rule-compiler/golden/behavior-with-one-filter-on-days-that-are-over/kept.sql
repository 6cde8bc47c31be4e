-- s0: values
SELECT uid FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)

-- s0: from bitmaps
build = {s0Values:UUID}

-- s0: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s0Values:UUID}

-- s0: from bins, decided
build = {s0Values:UUID}

-- s1: values
SELECT uid, p_number_cf38d95c9c6b1d9d AS number FROM events PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND app = {p0:String} AND event = {p1:String} AND day >= addDays({businessDate:Date}, -30) AND day < {businessDate:Date} WHERE isNotNull(p_number_cf38d95c9c6b1d9d)

-- s1: from bitmaps
build = {s1Values:UUID} AND number > {p2:Decimal(24, 6)}

-- s1: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s1Values:UUID} WHERE number > {p2:Decimal(24, 6)}

-- s1: from bins, decided
build = {s1Values:UUID} AND not(number_from <= {p2:Decimal(24, 6)} AND number_to >= {p2:Decimal(24, 6)}) AND number > {p2:Decimal(24, 6)}

-- s1: from bins, undecided
SELECT groupBitmapState(uid) FROM binned_values PREWHERE organisation = {organisation:UUID} AND build = {s1Values:UUID} AND number_from <= {p2:Decimal(24, 6)} AND number_to >= {p2:Decimal(24, 6)} WHERE number > {p2:Decimal(24, 6)}
