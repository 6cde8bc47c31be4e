/**
 * Whether a written result becomes the one that everybody reads: `always`, unless a run that was requested later has been published
 * before; `ifNewest`, unless the published one is of a later as-of instant; `never`: it is kept as history.
 */
export type PublicationPolicy = 'always' | 'ifNewest' | 'never';

/**
 * The policy of a run that somebody asks for.
 * @param publish as the request says.
 * @param isPast whether the request names an as-of instant. A run for now is the newest whatever the clocks of replicas say.
 */
export function requestedPolicy(publish: boolean | undefined, isPast: boolean): PublicationPolicy {
  if (publish === undefined) return isPast ? 'ifNewest' : 'always';
  return publish ? 'always' : 'never';
}
