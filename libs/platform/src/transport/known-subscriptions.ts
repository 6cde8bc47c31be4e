import { topics, type TopicDefinition } from '@muster/contracts';
import type { Log } from '../logs/log';

/** A consumer group and the topics that it handles. */
export interface GroupSubscriptions {
  readonly group: string;
  readonly topics: readonly TopicDefinition[];
}

/**
 * Counts the changes of the list below. An old replica that starts again while replicas are being replaced keeps what a newer
 * generation has subscribed: what is published meanwhile would be lost otherwise.
 */
export const SUBSCRIPTIONS_GENERATION = 2;

/**
 * Who consumes what. The Postgres queue needs to know before a service has run for the first time: what is published meanwhile
 * has to wait for it.
 */
export const knownSubscriptions: readonly GroupSubscriptions[] = [
  {
    group: 'audience-api',
    topics: [
      topics.plan,
      topics.run,
      topics.import,
      topics.export,
      topics.estimate,
      topics.explanation,
      topics.values,
    ],
  },
  { group: 'rule-compiler', topics: [topics.definition, topics.estimate, topics.explanation] },
  {
    group: 'calculator',
    topics: [
      topics.calculation,
      topics.cancellation,
      topics.estimate,
      topics.explanation,
      topics.retention,
      topics.snapshot,
    ],
  },
  {
    group: 'importer',
    topics: [
      topics.organisation,
      topics.catalogue,
      topics.import,
      topics.cancellation,
      topics.ingestBehavior,
      topics.ingestProfile,
      topics.ingestTag,
    ],
  },
  { group: 'exporter', topics: [topics.export] },
];

/**
 * Compares what a service handles with what the list says of it.
 * @throws Error when it handles a topic that the list does not know of: events before its first start would be lost.
 */
export function checkKnownSubscriptions(group: string, handled: readonly TopicDefinition[], log: Log): void {
  const known = knownSubscriptions.find((subscriptions) => subscriptions.group === group);
  if (!known) return;
  const namesOf = (list: readonly TopicDefinition[]) => list.map(({ name }) => name);
  const unknown = namesOf(handled).filter((name) => !namesOf(known.topics).includes(name));
  if (unknown.length > 0) {
    throw new Error(`${group} handles ${unknown.join(', ')}, which known-subscriptions.ts does not list`);
  }
  const unhandled = namesOf(known.topics).filter((name) => !namesOf(handled).includes(name));
  if (unhandled.length > 0) {
    log.warn('known-subscriptions.ts lists topics that the service does not handle', { group, unhandled });
  }
}
