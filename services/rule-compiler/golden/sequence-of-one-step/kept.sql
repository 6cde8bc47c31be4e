-- s0: values
SELECT uid FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575)

-- s0: from bitmaps
build = {s0Values:UUID}

-- s0: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({shard:UInt32}, 20) AND uid <= (bitShiftLeft({shard:UInt32}, 20) + 1048575) AND build = {s0Values:UUID}

-- s0: from bins, decided
build = {s0Values:UUID}
