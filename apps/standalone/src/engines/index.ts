export * from './engine';
export * from './clickhouse/start-clickhouse';
export * from './postgres/start-postgres';
export * from './object-store/start-object-store';
export * from './process/processes';
export * from './process/free-port';
