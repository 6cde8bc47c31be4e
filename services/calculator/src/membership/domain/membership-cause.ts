import type { MembershipReason, RunTrigger } from '@muster/contracts';

/** Why users are told of, and whether something has happened to them. */
export interface MembershipCause {
  readonly reason: MembershipReason;
  readonly transition: boolean;
}

/**
 * Of a result of the definition that was streamed before. A run that an input's new result has brought about belongs to a day's wave, as
 * scheduled ones do; the one of a new audience was asked for by whoever created it, and the baseline of a change by whoever changed
 * the rule: what it shows, the change has not done.
 */
const reasons: Readonly<Record<RunTrigger, MembershipReason>> = {
  created: 'manual',
  manual: 'manual',
  scheduled: 'scheduled',
  definitionChanged: 'manual',
  import: 'import',
  dependency: 'scheduled',
};

/**
 * @param since what was streamed before; undefined when the stream begins.
 *
 * The definition is compared with the one that was streamed, not only the trigger looked at: the first run of a new definition may
 * have failed, and then a scheduled one is the first to show what the definition has changed.
 */
export function causeOf(
  result: { readonly trigger: RunTrigger; readonly definitionVersion: number },
  since: { readonly definitionVersion: number } | undefined,
): MembershipCause {
  if (!since) return { reason: 'bootstrap', transition: false };
  const isChanged = since.definitionVersion !== result.definitionVersion;
  return { reason: isChanged ? 'definitionChanged' : reasons[result.trigger], transition: true };
}
