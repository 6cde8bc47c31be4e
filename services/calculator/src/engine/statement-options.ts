import type { QueryOptions } from '@muster/platform';

/** The id of a statement, and the signal that ends it. */
export type StatementOptions = Required<Pick<QueryOptions, 'queryId' | 'signal'>>;
