import type { Metrics } from '../metrics/metrics';

/** What a transport tells of its work. Topics are named without the configured prefix. */
export interface TransportMetrics {
  published(topic: string, events: number): void;
  /** Events whose handler succeeded, and how long it took, in seconds. */
  handled(topic: string, events: number, seconds: number): void;
  /** An attempt has failed and is going to be repeated. */
  retried(topic: string): void;
  deadLettered(topic: string, code: string): void;
  /** Consumption of a part of a topic waits for a broken dependency (`by` is 1), or goes on (-1). */
  paused(topic: string, by: 1 | -1): void;
  /** Messages of a partition that were written and not yet fetched. */
  lag(topic: string, partition: number, messages: number): void;
}

const ignore = (): void => undefined;

/** For transports that nobody watches. */
export const noTransportMetrics: TransportMetrics = {
  published: ignore,
  handled: ignore,
  retried: ignore,
  deadLettered: ignore,
  paused: ignore,
  lag: ignore,
};

/** The transport's metrics as Prometheus metrics of a service. */
export function transportMetrics(metrics: Metrics): TransportMetrics {
  const topicLabel = { labelNames: ['topic'] as const };
  const published = metrics.counter({
    name: 'muster_events_published_total',
    help: 'Events that the broker has acknowledged',
    ...topicLabel,
  });
  const handled = metrics.counter({
    name: 'muster_events_handled_total',
    help: 'Events whose handler succeeded',
    ...topicLabel,
  });
  const duration = metrics.histogram({
    name: 'muster_event_handling_seconds',
    help: 'Time of one successful call of a handler, for one event or one batch',
    ...topicLabel,
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300],
  });
  const retried = metrics.counter({
    name: 'muster_events_retried_total',
    help: 'Failed attempts to handle an event, or a batch, that were repeated',
    ...topicLabel,
  });
  const deadLettered = metrics.counter({
    name: 'muster_events_dead_lettered_total',
    help: 'Events that could not be handled, by the code of the error',
    labelNames: ['topic', 'code'],
  });
  const paused = metrics.gauge({
    name: 'muster_event_consumption_paused',
    help: 'Parts of a topic whose consumption waits for a broken dependency',
    ...topicLabel,
  });
  const lag = metrics.gauge({
    name: 'muster_event_lag_messages',
    help: 'Messages of a partition that were not yet fetched',
    labelNames: ['topic', 'partition'],
  });
  return {
    published: (topic, events) => {
      published.inc({ topic }, events);
    },
    handled: (topic, events, seconds) => {
      handled.inc({ topic }, events);
      duration.observe({ topic }, seconds);
    },
    retried: (topic) => {
      retried.inc({ topic });
    },
    deadLettered: (topic, code) => {
      deadLettered.inc({ topic, code });
    },
    paused: (topic, by) => {
      paused.inc({ topic }, by);
    },
    lag: (topic, partition, messages) => {
      lag.set({ topic, partition: String(partition) }, messages);
    },
  };
}
