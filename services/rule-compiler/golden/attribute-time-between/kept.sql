-- s0: values
SELECT uid FROM users FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303)

-- s0: from bitmaps
build = {s0Values:UUID}

-- s0: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s0Values:UUID}

-- s0: from bins, decided
build = {s0Values:UUID}

-- s1: values
SELECT uid, time FROM user_attributes FINAL PREWHERE organisation = {organisation:UUID} AND uid >= bitShiftLeft({span:UInt32}, 20) AND uid <= (bitShiftLeft({span:UInt32}, 20) + 4194303) AND attribute = {p0:String}

-- s1: from bitmaps
build = {s1Values:UUID} AND time >= toDateTime64({p1:Date32}, 6, {p2:String}) AND time <= {p3:DateTime64(6, 'UTC')}

-- s1: from rows
SELECT groupBitmapState(uid) FROM value_rows PREWHERE organisation = {organisation:UUID} AND build = {s1Values:UUID} WHERE time >= toDateTime64({p1:Date32}, 6, {p2:String}) AND time <= {p3:DateTime64(6, 'UTC')}

-- s1: from bins, decided
build = {s1Values:UUID} AND not(or(time_from <= toDateTime64({p1:Date32}, 6, {p2:String}) AND time_to >= toDateTime64({p1:Date32}, 6, {p2:String}), time_from <= {p3:DateTime64(6, 'UTC')} AND time_to >= {p3:DateTime64(6, 'UTC')})) AND time >= toDateTime64({p1:Date32}, 6, {p2:String}) AND time <= {p3:DateTime64(6, 'UTC')}

-- s1: from bins, undecided
SELECT groupBitmapState(uid) FROM binned_values PREWHERE organisation = {organisation:UUID} AND build = {s1Values:UUID} AND or(time_from <= toDateTime64({p1:Date32}, 6, {p2:String}) AND time_to >= toDateTime64({p1:Date32}, 6, {p2:String}), time_from <= {p3:DateTime64(6, 'UTC')} AND time_to >= {p3:DateTime64(6, 'UTC')}) WHERE time >= toDateTime64({p1:Date32}, 6, {p2:String}) AND time <= {p3:DateTime64(6, 'UTC')}
