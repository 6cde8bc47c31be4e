import type { UserSpan } from './bound-plan';

/** Keys say nothing of whose data it is; the tables have it in columns of their own. */
export function nameInSpan(key: string, { organisationId, span }: UserSpan): string {
  return `${organisationId}/${span}/${key}`;
}
