import { PermanentError, placeholdersIn, type QueryParameters, type QueryValue } from '@muster/platform';
import { type Plan, PLAN_VERSION, runtimeParameters } from '@muster/contracts';
import { KEPT_PREFIX } from '../kept-reads/kept-parameters';
import type { CalculationRequest } from './calculation-request';
import { engineInstant } from './engine-instant';

/** Parameters that name where the result goes; a plan cannot have parameters of these names. */
export const targetParameters = {
  targetAudience: 'UUID',
  targetSnapshot: 'UUID',
  targetRun: 'UUID',
  targetShards: 'Array(UInt16)',
} as const;

/** What a plan is executed for. */
export type BindingRequest = Pick<
  CalculationRequest,
  'organisationId' | 'asOf' | 'businessDate' | 'inputs' | 'plan'
>;

/**
 * Binds everything that the plan's texts need, apart from the span, the target, and what is read from where it is kept.
 *
 * @throws PermanentError `plan.unknown-version`, `plan.reserved-parameter` when a plan binds a name that is the
 *   calculator's or an input's, `plan.missing-parameter` when one of its texts asks for a value that nobody gives.
 */
export function bindPlan(request: BindingRequest): QueryParameters {
  const { plan } = request;
  checkVersion(plan.version);

  const bound = new Map<string, QueryValue>([
    ['organisation', request.organisationId],
    ['asOf', engineInstant(request.asOf)],
    ['businessDate', request.businessDate],
  ]);
  const given = new Set([...Object.keys(runtimeParameters), ...Object.keys(targetParameters)]);
  const reserve = (name: string): void => {
    if (given.has(name) || name.startsWith(KEPT_PREFIX)) {
      throw new PermanentError(
        'plan.reserved-parameter',
        `the plan binds "${name}", which has another meaning`,
      );
    }
    given.add(name);
  };
  const add = (name: string, value: QueryValue): void => {
    reserve(name);
    bound.set(name, value);
  };

  for (const { parameter, audienceId } of plan.inputs) {
    const snapshots = request.inputs[parameter];
    if (!snapshots) {
      throw missing(parameter, `the snapshots of audience ${audienceId}`);
    }
    add(parameter, snapshots);
  }
  for (const [name, { value }] of Object.entries(plan.parameters)) add(name, value);

  // Bound for each execution that reads them from a build, to that build.
  for (const { values, rollup } of plan.stages) {
    if (values) reserve(values.parameter);
    if (rollup) Object.values(rollup.parameters).forEach(reserve);
  }

  for (const name of placeholdersIn(textsOf(plan))) {
    if (!given.has(name)) throw missing(name, 'a value');
  }
  return Object.fromEntries(bound);
}

/** The contract lets no other version through today; with a second version, an older calculator meets it here. */
function checkVersion(version: number): void {
  if (version !== PLAN_VERSION) {
    throw new PermanentError(
      'plan.unknown-version',
      `plan of version ${version}; this calculator executes version ${PLAN_VERSION}`,
    );
  }
}

/** Everything of a plan that may be executed, together or in place of each other. */
function textsOf({ stages, result, reads }: Plan): string {
  const selects = stages.flatMap(({ select, bitmaps, leaf, values, rollup }) => [
    select,
    ...(bitmaps ? [bitmaps.condition] : []),
    ...(leaf ? [leaf.select] : []),
    ...(values ? [values.select, values.fromBitmaps, values.fromRows] : []),
    ...Object.values(values?.fromBins ?? {}),
    ...(rollup ? [rollup.source, rollup.select] : []),
  ]);
  return [...selects, result, ...reads].join('\n');
}

function missing(parameter: string, what: string): PermanentError {
  return new PermanentError('plan.missing-parameter', `the request brings no "${parameter}": ${what}`);
}
