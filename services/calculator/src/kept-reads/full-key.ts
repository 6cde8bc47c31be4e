import { createHash } from 'node:crypto';
import type { PlanLeaf } from '@muster/contracts';
import type { QueryParameters } from '@muster/platform';
import type { Generations } from '../landed-data/generations';

/** What makes two reads equal, as far as a plan can say it. */
export type ReadIdentity = Pick<PlanLeaf, 'key' | 'scopes' | 'moments'>;

/** Which forms of what is kept a calculator knows: two that know different ones do not find what the other has kept. */
const FORMS = 4;

/**
 * What was read is kept under the question, the state of the data and the moment. A landing makes a new key, so nothing that is
 * kept ever has to be found and deleted.
 */
export function fullKey(
  { key, scopes, moments }: ReadIdentity,
  generations: Generations,
  parameters: QueryParameters,
): string {
  const at = [...moments].sort().map((name) => [name, parameters[name]]);
  return createHash('sha256')
    .update(JSON.stringify([FORMS, key, generations.of(scopes), at]))
    .digest('hex');
}
