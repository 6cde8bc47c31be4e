export * from './describe-with';
export * from './wait-for';
export * from './temp-folder';
export * from './resources/test-resource';
export * from './resources/postgres-for-test';
export * from './resources/clickhouse-for-test';
export * from './resources/object-store-for-test';
export * from './resources/kafka-for-test';
