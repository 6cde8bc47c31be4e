import type { TopicEvent, topics } from '@muster/contracts';

export type ExportEvent = TopicEvent<typeof topics.export>;

/** The members of a published run that are to be written to a file. */
export type ExportRequest = Extract<ExportEvent, { type: 'audience.export.requested.v1' }>['data'];
