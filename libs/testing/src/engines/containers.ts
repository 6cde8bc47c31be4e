import type { ContainerRecipe } from './docker';

// Not run where this was written: there was no Docker. When one of them fails, the next way to an engine is taken and said.

const USER = 'muster';
const PASSWORD = 'muster-tests';

export const postgresContainer: ContainerRecipe = {
  image: 'postgres:18.6-trixie',
  port: 5432,
  real: true,
  build: (container) =>
    container
      .withEnvironment({ POSTGRES_USER: USER, POSTGRES_PASSWORD: PASSWORD, POSTGRES_DB: 'postgres' })
      .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=300']),
  env: (host, port) => ({ TEST_POSTGRES_URL: `postgresql://${USER}:${PASSWORD}@${host}:${port}/postgres` }),
};

export const clickHouseContainer: ContainerRecipe = {
  image: 'clickhouse/clickhouse-server:26.8.15.10',
  port: 8123,
  real: true,
  build: (container) =>
    container.withEnvironment({
      CLICKHOUSE_USER: USER,
      CLICKHOUSE_PASSWORD: PASSWORD,
      CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT: '1',
    }),
  env: (host, port) => ({ TEST_CLICKHOUSE_URL: `http://${USER}:${PASSWORD}@${host}:${port}` }),
};

/** SeaweedFS stands for any S3: MinIO's images are gone. Without identities configured it accepts every key pair. */
export const objectStoreContainer: ContainerRecipe = {
  image: 'chrislusf/seaweedfs:3.97',
  port: 8333,
  real: true,
  build: (container) => container.withCommand(['server', '-dir=/data', '-s3', '-s3.port=8333']),
  env: (host, port) => ({
    TEST_S3_URL: `http://${host}:${port}`,
    TEST_S3_ACCESS_KEY: USER,
    TEST_S3_SECRET_KEY: PASSWORD,
  }),
};

export const kafkaContainer: ContainerRecipe = {
  image: 'apache/kafka:4.3.1',
  port: 9092,
  real: true,
  build: (container, port) =>
    container.withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://localhost:${port}`,
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    }),
  env: (host, port) => ({ TEST_KAFKA_BROKERS: `${host}:${port}` }),
};
