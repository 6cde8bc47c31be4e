import type { EstimateInput, Plan } from '@muster/contracts';

/** The snapshots of every input of a plan, by its parameter; what was not pinned is left out, and binding refuses the plan then. */
export function pinnedInputs(plan: Plan, pinned: readonly EstimateInput[]): Record<string, string[]> {
  const inputs = plan.inputs.flatMap(({ parameter, audienceId, at }) => {
    const found = pinned.find((input) => input.audienceId === audienceId && input.at === at);
    return found ? [[parameter, found.snapshotIds] as const] : [];
  });
  return Object.fromEntries(inputs);
}
