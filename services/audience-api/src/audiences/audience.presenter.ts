import type { AudienceResource } from '@muster/contracts';
import type { RunEntity } from '../runs/run.entity';
import type { AudienceEntity } from './audience.entity';
import type { DefinitionVersionEntity } from './definition-version.entity';

/** An audience as HTTP shows it. */
export function presentAudience(
  audience: AudienceEntity,
  definition: DefinitionVersionEntity,
  lastRun: RunEntity,
  published: RunEntity | undefined,
): AudienceResource {
  return {
    id: audience.id,
    name: audience.name,
    calculation: audience.calculation,
    stream: audience.stream,
    definitionVersion: definition.version,
    rule: definition.rule,
    ruleHash: definition.ruleHash,
    qualityGate: audience.qualityGate,
    createdAt: audience.createdAt.toISOString(),
    result: published ? presentResult(published) : null,
    lastRun: { id: lastRun.id, runSeq: lastRun.runSeq, state: lastRun.state },
  };
}

function presentResult(run: RunEntity): AudienceResource['result'] {
  return {
    runId: run.id,
    runSeq: run.runSeq,
    count: run.count ?? 0,
    asOf: run.asOf,
    businessDate: run.businessDate,
    publishedAt: (run.finishedAt ?? run.createdAt).toISOString(),
  };
}
