import type { AudienceReference, Diagnostic } from '@muster/contracts';

/** What is wrong with references to audiences that are not there, or not the organisation's. */
export function invisibleAudiences(
  references: readonly AudienceReference[],
  visible: ReadonlySet<string>,
): Diagnostic[] {
  return references
    .filter(({ audienceId }) => !visible.has(audienceId))
    .map(({ pointer }) => ({
      code: 'rule.audience-not-visible',
      pointer,
      message: 'Name an audience of your organisation: there is none with this id.',
    }));
}
