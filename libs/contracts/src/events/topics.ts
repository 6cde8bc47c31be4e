import type { TopicDefinition } from '../envelope/define-topic';
import { calculationTopic } from './calculation.topic';
import { cancellationTopic } from './cancellation.topic';
import { catalogueTopic } from './catalogue.topic';
import { definitionTopic } from './definition.topic';
import { estimateTopic } from './estimate.topic';
import { explanationTopic } from './explanation.topic';
import { exportTopic } from './export.topic';
import { importTopic } from './import.topic';
import { ingestBehaviorTopic, ingestProfileTopic, ingestTagTopic } from './ingest.topics';
import { membershipMarkerTopic } from './membership-marker.topic';
import { membershipTopic } from './membership.topic';
import { organisationTopic } from './organisation.topic';
import { planTopic } from './plan.topic';
import { retentionTopic } from './retention.topic';
import { runTopic } from './run.topic';
import { snapshotTopic } from './snapshot.topic';
import { valuesTopic } from './values.topic';

/**
 * Every topic of Muster. A new topic is added here and nowhere else; broker set-up, schemas and documents follow.
 *
 * Additive changes keep an event's version, so consumers drop fields of Muster's own events that they do not know yet: their
 * data is `z.object`, all the way down. What others write is strict, because a field that nobody knows is a mistake there:
 * `ingest.*` topics, and the rule and the catalogue inside a definition.
 */
export const topics = {
  organisation: organisationTopic,
  catalogue: catalogueTopic,
  definition: definitionTopic,
  plan: planTopic,
  calculation: calculationTopic,
  run: runTopic,
  snapshot: snapshotTopic,
  membership: membershipTopic,
  membershipMarker: membershipMarkerTopic,
  retention: retentionTopic,
  estimate: estimateTopic,
  explanation: explanationTopic,
  cancellation: cancellationTopic,
  import: importTopic,
  export: exportTopic,
  ingestBehavior: ingestBehaviorTopic,
  ingestProfile: ingestProfileTopic,
  ingestTag: ingestTagTopic,
  values: valuesTopic,
} as const;

export type Topics = typeof topics;

/** By their names, which tests have more of. */
export const topicsByName: ReadonlyMap<string, TopicDefinition> = new Map(
  Object.values(topics).map((topic) => [topic.name, topic]),
);
