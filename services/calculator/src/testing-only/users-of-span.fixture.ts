import { SHARDS_PER_SPAN, USERS_PER_SPAN } from '@muster/contracts';

/** Condition on `uid`, in place of the guard that compiled plans have. */
export const IN_SPAN = `intDiv(uid, ${USERS_PER_SPAN}) * ${SHARDS_PER_SPAN} = {span:UInt32}`;
