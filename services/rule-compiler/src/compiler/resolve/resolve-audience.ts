import type { CanonicalAudience } from '@muster/contracts';
import { AudienceNode } from '../tree/audience.node';
import type { ResolveContext } from './resolve-context';

export function resolveAudience(
  { audienceId, at }: CanonicalAudience,
  pointer: string,
  { inputs }: ResolveContext,
): AudienceNode {
  return AudienceNode(pointer, audienceId, inputs.parameterOf(audienceId, at));
}
