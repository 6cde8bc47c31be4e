import type { NodeBase } from './node-base';

/** Members of published snapshots, which are pinned before the plan is executed. */
export interface AudienceNode extends NodeBase<'audience'> {
  readonly audienceId: string;
  /** Name of the plan input that holds the snapshots. */
  readonly input: string;
}

export const AudienceNode = (pointer: string, audienceId: string, input: string): AudienceNode =>
  Object.freeze({ kind: 'audience', pointer, audienceId, input });
