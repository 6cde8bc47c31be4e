import { type Failure, type TopicEvent, topics } from '@muster/contracts';
import { createEvent } from '@muster/platform';

export type EstimateEvent = TopicEvent<typeof topics.estimate>;
type DataOf<Type extends EstimateEvent['type']> = Extract<EstimateEvent, { type: Type }>['data'];

/** A rule that is to be counted, with its plans. */
export type CompiledEstimate = DataOf<'audience.estimate.compiled.v1'>;
export type EstimateCounts = Omit<DataOf<'audience.estimate.completed.v1'>, 'organisationId' | 'estimateId'>;

type About = Pick<CompiledEstimate, 'organisationId' | 'estimateId'>;

/** What is told of an estimate; ids come from it alone, so a repetition is recognisable. */
export const estimateEvents = {
  completed: (about: About, counts: EstimateCounts): EstimateEvent =>
    createEvent(topics.estimate, {
      ...envelope(about),
      type: 'audience.estimate.completed.v1',
      data: { ...ids(about), ...counts },
    }),

  failed: (about: About, failure: Failure): EstimateEvent =>
    createEvent(topics.estimate, {
      ...envelope(about),
      type: 'audience.estimate.failed.v1',
      data: { ...ids(about), ...failure },
    }),

  cancelled: (about: About): EstimateEvent =>
    createEvent(topics.estimate, {
      ...envelope(about),
      type: 'audience.estimate.cancelled.v1',
      data: ids(about),
    }),
};

function ids({ organisationId, estimateId }: About): About {
  return { organisationId, estimateId };
}

function envelope({ organisationId, estimateId }: About) {
  return {
    service: 'calculator',
    organisationId,
    subject: estimateId,
    key: estimateId,
    identity: [estimateId],
  };
}
