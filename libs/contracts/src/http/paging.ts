import { z } from 'zod';

/** Sizes of a page; a request may ask for less than the largest and never gets more. */
export const PAGE_LIMIT = { default: 50, max: 1000 } as const;

/** How long a request may wait for a job to finish, in seconds. */
export const MAX_WAIT_SECONDS = 30;

/** Where the next page begins, opaque to callers; null on the last page. */
export const nextCursor = z.string().nullable();
