import type { PlanInput } from '@muster/contracts';

/** The published results that a plan reads; one that several conditions name is one input. */
export class PlanInputs {
  private readonly inputs: PlanInput[] = [];

  /** Name of the parameter that receives the snapshots of this audience. */
  parameterOf(audienceId: string, at: PlanInput['at']): string {
    const known = this.inputs.find((input) => input.audienceId === audienceId && input.at === at);
    if (known) return known.parameter;
    const parameter = `input${String(this.inputs.length)}`;
    this.inputs.push({ parameter, audienceId, at });
    return parameter;
  }

  all(): PlanInput[] {
    return [...this.inputs];
  }
}
