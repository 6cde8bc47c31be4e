import type { Plan, Rule } from '@muster/contracts';
import { isValidRegex, type QueryParameters } from '@muster/platform';
import { compileRule } from '@muster/rule-compiler';
import { audiences, catalogue, organisation } from '../data/bench-organisation';

/** Muster's plan of a rule of the benchmark's organisation. */
export function planOf(rule: Rule): Plan {
  const { timeZone } = organisation;
  const compilation = compileRule({ rule, catalogue, timeZone, isValidRegex });
  if (!compilation.ok)
    throw new Error(`the rule does not compile: ${JSON.stringify(compilation.diagnostics)}`);
  return compilation.plan;
}

/** The result of an audience that is there before the benchmark begins. */
export function snapshotOf(audienceId: string): string {
  const audience = Object.values(audiences).find(({ id }) => id === audienceId);
  if (!audience) throw new Error(`the benchmark has no audience ${audienceId}`);
  return audience.snapshot;
}

/** What a plan is executed with, for any span. */
export function parametersOf(
  plan: Plan,
  resultOf: (audienceId: string) => string = snapshotOf,
): QueryParameters {
  return {
    organisation: organisation.id,
    asOf: organisation.asOf,
    businessDate: organisation.businessDate,
    ...Object.fromEntries(
      plan.inputs.map(({ parameter, audienceId }) => [parameter, [resultOf(audienceId)]]),
    ),
    ...Object.fromEntries(Object.entries(plan.parameters).map(([name, { value }]) => [name, value])),
  };
}
