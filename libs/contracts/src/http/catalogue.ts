import { z } from 'zod';
import { catalogueSchema } from '../catalogue/catalogue';
import { mistypedValues } from '../catalogue/mistyped-values';
import { instant } from '../events/common';

/** Values at one place that do not fit what it declares, of all files and messages so far. */
export const mistypedSoFar = mistypedValues.extend({ firstSeenAt: instant, lastSeenAt: instant });
export type MistypedSoFar = z.infer<typeof mistypedSoFar>;

/** `GET` and `PUT /v1/catalogue`: what is declared, and what has come that does not fit it, most first. */
export const catalogueResource = catalogueSchema.extend({ mistypedValues: z.array(mistypedSoFar) });
export type CatalogueResource = z.infer<typeof catalogueResource>;

/** `PUT /v1/catalogue`. What `GET` has answered may be sent back: the values in it are read by nobody. */
export const extendCatalogueRequest = catalogueSchema.extend({ mistypedValues: z.unknown().optional() });
