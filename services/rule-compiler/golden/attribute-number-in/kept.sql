-- s0: values
SELECT uid FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)

-- s0: from bitmaps
build = {s0Values:UUID}

-- s0: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s0Values:UUID}

-- s0: from bins, decided
build = {s0Values:UUID}

-- s1: values
SELECT uid, number FROM user_attributes FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND attribute = {p0:String}

-- s1: from bitmaps
build = {s1Values:UUID} AND isNotNull(number) AND not(number IN CAST({p1:Array(String)}, 'Array(Decimal(38, 6))'))

-- s1: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s1Values:UUID} WHERE isNotNull(number) AND not(number IN CAST({p1:Array(String)}, 'Array(Decimal(38, 6))'))

-- s1: from bins, decided
build = {s1Values:UUID} AND not(or(number_from <= {p2:Decimal(24, 6)} AND number_to >= {p2:Decimal(24, 6)}, number_from <= {p3:Decimal(24, 6)} AND number_to >= {p3:Decimal(24, 6)})) AND isNotNull(number) AND not(number IN CAST({p1:Array(String)}, 'Array(Decimal(38, 6))'))

-- s1: from bins, undecided
SELECT groupBitmapState(uid) FROM binned_values PREWHERE organisation = {organisation:UUID} AND build = {s1Values:UUID} AND or(number_from <= {p2:Decimal(24, 6)} AND number_to >= {p2:Decimal(24, 6)}, number_from <= {p3:Decimal(24, 6)} AND number_to >= {p3:Decimal(24, 6)}) WHERE isNotNull(number) AND not(number IN CAST({p1:Array(String)}, 'Array(Decimal(38, 6))'))
