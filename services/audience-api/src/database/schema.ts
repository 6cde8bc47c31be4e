/** The Postgres schema that this service owns; nobody else reads or writes it. */
export const SCHEMA = 'audience_api';

/** Name of the service: consumer group, source of its events. */
export const SERVICE = 'audience-api';
