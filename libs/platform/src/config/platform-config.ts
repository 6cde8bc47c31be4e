import { isIP } from 'node:net';
import { z } from 'zod';
import type { ServiceDefinition } from '../service/service-definition';
import { ConfigError } from './config.error';
import {
  kafkaConnection,
  kafkaVariables,
  topicSettings,
  type KafkaConnection,
  type KafkaVariables,
  type TopicSettings,
} from './kafka-config';
import { checkConfig, type Environment } from './read-config';
import { fileContent, flag, url, wholeNumber } from './variables';

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^[0-9]{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

const postgresUrl = url('postgres:', 'postgresql:')
  .transform((parsed) => parsed.href)
  .describe('a PostgreSQL URL, such as postgres://user:password@host:5432/database');

const postgresVariables = {
  /** Beside it, parameters of the URL do the same: `sslmode`, `sslrootcert`, `sslcert`, `sslkey`. */
  POSTGRES_CA_FILE: z
    .string()
    .refine((path) => fileContent.safeParse(path).success)
    .optional()
    .describe(
      'a file with the certificates (PEM) of those who sign for PostgreSQL; its certificate and name are then checked',
    ),
  POSTGRES_POOL_SIZE: wholeNumber(2, 500)
    .default(10)
    .describe(
      'how many connections to PostgreSQL a service opens for its work at most, from 2 to 500; events take a few more',
    ),
};

const transportVariable = z.enum(['kafka', 'postgres']).describe('"kafka" or "postgres"');

/** Variables that every service has. */
const always = z.object({
  HOST: z.string().default('127.0.0.1').describe('the address to listen on'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('a port number from 0 (any free port) to 65535'),
  /** Whom `X-Forwarded-For` is believed from. Without it all callers behind a proxy have its address, and share what is limited by address. */
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((address) => address !== ''))
    .refine((list) => list.every(isNetwork))
    .describe('the addresses or networks of the proxies before this service, such as 10.0.0.0/8,192.168.1.7'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('one of trace, debug, info, warn, error, fatal, silent'),
  TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,100}$/)
    .default('')
    .describe('at most 100 letters, digits, ".", "_" and "-", put before every topic name'),
  /** Four at a time keep ClickHouse busy without making them wait for each other's memory. A service may have another number for a topic. */
  HANDLER_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe('how many events of one topic are handled at a time, from 1 to 64'),
  S3_ENDPOINT: url('http:', 'https:').describe('the URL of an S3 endpoint, such as http://host:9000'),
  S3_PUBLIC_ENDPOINT: url('http:', 'https:')
    .optional()
    .describe('the URL at which people reach the S3 endpoint, when it is another one'),
  S3_ACCESS_KEY: z.string().describe('the access key of the S3 endpoint'),
  S3_SECRET_KEY: z.string().describe('the secret key of the S3 endpoint'),
  S3_REGION: z.string().default('us-east-1').describe('the region of the S3 endpoint, such as us-east-1'),
  S3_SESSION_TOKEN: z
    .string()
    .optional()
    .describe(
      'the session token that belongs to temporary keys; a service ends with them, so restart it with new ones',
    ),
  S3_PATH_STYLE: flag
    .default(true)
    .describe('whether the bucket is in the path ("true") or in the host name ("false") of a URL'),
  S3_BUCKET_PREFIX: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,50}$/)
    .default('muster-')
    .describe('at most 51 lower-case letters, digits and "-", put before every bucket name'),
});

const clickhouseVariables = z.object({
  CLICKHOUSE_URL: url('http:', 'https:').describe(
    'the URL of ClickHouse over HTTP, such as http://user:password@host:8123',
  ),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/)
    .describe('the name of a database: at most 63 letters, digits and "_", not starting with a digit'),
  CLICKHOUSE_CA_FILE: fileContent
    .optional()
    .describe(
      'a file with the certificates (PEM) of those who sign for ClickHouse, if the system does not know them',
    ),
  CLICKHOUSE_POOL_SIZE: wholeNumber(1, 1_000)
    .default(32)
    .describe('how many connections to ClickHouse a service opens at most, from 1 to 1000'),
  CLICKHOUSE_MAX_EXECUTION_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(840)
    .default(300)
    .describe('how long a query of the service may run that has no limit of its own, from 1 to 840 seconds'),
  CLICKHOUSE_MAX_MEMORY_MIB: z.coerce
    .number()
    .int()
    .min(64)
    .max(1_048_576)
    .default(4_096)
    .describe(
      'how much memory a query of the service may take that has no limit of its own, from 64 to 1048576 MiB',
    ),
  /** Proxies on the way to ClickHouse cut connections on which nothing moves, most of them after a minute. */
  CLICKHOUSE_PROGRESS_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(840)
    .default(40)
    .describe(
      'how often ClickHouse says that a long statement still runs, from 1 to 840 seconds; less than proxies wait',
    ),
});

export interface ClickHouseConfig {
  /** With user and password, without a database. */
  readonly url: URL;
  readonly database: string;
  /** Of every query whose options name no other ones; those of `HttpClickHouse` unless told. */
  readonly limits?: QueryLimits;
  /** How often the engine says that a statement still runs; what `HttpClickHouse` finds right unless told. */
  readonly progressSeconds?: number;
  /** Connections that are open at most. */
  readonly poolSize?: number;
  /** Certificates (PEM) of those who sign for the server, over TLS. */
  readonly ca?: string;
}

/** What a query may take before the engine stops it. */
export interface QueryLimits {
  readonly executionSeconds: number;
  readonly memoryMib: number;
}

export interface ObjectStoreConfig {
  readonly endpoint: URL;
  /** Where people's programs reach the store; presigned URLs point there. */
  readonly publicEndpoint: URL;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
  readonly bucketPrefix: string;
  /** Whether the bucket is in the path of a URL, and not in its host name; it is, unless told. */
  readonly pathStyle?: boolean;
  /** Of temporary keys. */
  readonly sessionToken?: string;
}

export type TransportConfig =
  | {
      readonly kind: 'kafka';
      readonly connection: KafkaConnection;
      readonly topics?: TopicSettings;
      readonly topicPrefix: string;
      /** A member of a consumer group that was killed is missed after this time, and its partitions go to the others. */
      readonly sessionTimeoutMs: number;
    }
  | { readonly kind: 'postgres'; readonly postgresUrl: string; readonly topicPrefix: string };

/** What the platform of one service needs to know of its surroundings. */
export interface PlatformConfig {
  readonly host: string;
  readonly port: number;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: z.infer<typeof always>['LOG_LEVEL'];
  readonly postgresUrl: string | undefined;
  /** Connections for a service's own work. */
  readonly postgresPoolSize: number;
  readonly clickhouse: ClickHouseConfig | undefined;
  readonly objectStore: ObjectStoreConfig;
  readonly transport: TransportConfig;
  /** Calls of the handlers of one topic that run at a time in this process. */
  readonly handlerConcurrency: number;
}

type Uses = Pick<ServiceDefinition, 'postgres' | 'clickhouse'>;

/**
 * Reads the platform's variables and the service's own ones, all of them before anything is refused.
 * Only what the definition uses is required. The object store always is: events above 64 KiB travel through it.
 *
 * @throws ConfigError that names every bad variable.
 */
export function readServiceConfig<Config>(
  definition: Uses & { readonly config: z.ZodType<Config> },
  env: Environment,
): { readonly platform: PlatformConfig; readonly service: Config } {
  const common = checkConfig(always, env);
  const transport = checkConfig(z.object({ TRANSPORT: transportVariable }), env);
  const kind = transport.ok ? transport.value.TRANSPORT : undefined;
  const needsPostgres = definition.postgres !== undefined || kind === 'postgres';
  const postgres = checkConfig(
    z.object({ POSTGRES_URL: needsPostgres ? postgresUrl : postgresUrl.optional(), ...postgresVariables }),
    env,
  );
  const clickhouse = definition.clickhouse && checkConfig(clickhouseVariables, env);
  const kafka = kind === 'kafka' ? checkConfig(kafkaVariables, env) : undefined;
  const own = checkConfig(definition.config, env);

  if (
    !common.ok ||
    !transport.ok ||
    !postgres.ok ||
    clickhouse?.ok === false ||
    kafka?.ok === false ||
    !own.ok
  ) {
    const readings = [common, transport, postgres, clickhouse, kafka, own];
    throw new ConfigError(readings.flatMap((reading) => (reading && !reading.ok ? reading.problems : [])));
  }
  const variables = common.value;
  const database = verified(postgres.value.POSTGRES_URL, postgres.value.POSTGRES_CA_FILE);
  return {
    platform: {
      host: variables.HOST,
      port: variables.PORT,
      trustedProxies: variables.TRUSTED_PROXIES,
      logLevel: variables.LOG_LEVEL,
      postgresUrl: database,
      postgresPoolSize: postgres.value.POSTGRES_POOL_SIZE,
      clickhouse: clickhouse && clickhouseConfig(clickhouse.value),
      objectStore: {
        endpoint: variables.S3_ENDPOINT,
        publicEndpoint: variables.S3_PUBLIC_ENDPOINT ?? variables.S3_ENDPOINT,
        accessKey: variables.S3_ACCESS_KEY,
        secretKey: variables.S3_SECRET_KEY,
        region: variables.S3_REGION,
        bucketPrefix: variables.S3_BUCKET_PREFIX,
        pathStyle: variables.S3_PATH_STYLE,
        ...(variables.S3_SESSION_TOKEN !== undefined && { sessionToken: variables.S3_SESSION_TOKEN }),
      },
      transport: transportConfig(kafka?.value, database, variables.TOPIC_PREFIX),
      handlerConcurrency: variables.HANDLER_CONCURRENCY,
    },
    service: own.value,
  };
}

/**
 * Where ClickHouse is, for programs that need nothing else.
 * @throws ConfigError that names every bad variable.
 */
export function readClickHouseConfig(env: Environment): ClickHouseConfig {
  const read = checkConfig(clickhouseVariables, env);
  if (!read.ok) throw new ConfigError(read.problems);
  return clickhouseConfig(read.value);
}

function clickhouseConfig(variables: z.infer<typeof clickhouseVariables>): ClickHouseConfig {
  return {
    url: variables.CLICKHOUSE_URL,
    database: variables.CLICKHOUSE_DATABASE,
    limits: {
      executionSeconds: variables.CLICKHOUSE_MAX_EXECUTION_SECONDS,
      memoryMib: variables.CLICKHOUSE_MAX_MEMORY_MIB,
    },
    progressSeconds: variables.CLICKHOUSE_PROGRESS_SECONDS,
    poolSize: variables.CLICKHOUSE_POOL_SIZE,
    ...(variables.CLICKHOUSE_CA_FILE !== undefined && { ca: variables.CLICKHOUSE_CA_FILE }),
  };
}

/** A URL whose server has to show a certificate of this authority, and for its name. */
function verified(databaseUrl: string | undefined, caFile: string | undefined): string | undefined {
  if (databaseUrl === undefined || caFile === undefined) return databaseUrl;
  const parsed = new URL(databaseUrl);
  parsed.searchParams.set('sslmode', 'verify-full');
  parsed.searchParams.set('sslrootcert', caFile);
  return parsed.href;
}

function transportConfig(
  kafka: KafkaVariables | undefined,
  url: string | undefined,
  topicPrefix: string,
): TransportConfig {
  if (kafka) {
    const sessionTimeoutMs = kafka.KAFKA_SESSION_TIMEOUT_SECONDS * 1000;
    return {
      ...{ kind: 'kafka', topicPrefix, sessionTimeoutMs },
      connection: kafkaConnection(kafka),
      topics: topicSettings(kafka),
    };
  }
  if (url === undefined) throw new Error('the postgres transport was read without POSTGRES_URL');
  return { kind: 'postgres', postgresUrl: url, topicPrefix };
}

/** Every variable of the platform, by its name, as docs/configuration.md lists them. */
export const platformVariables: Readonly<Record<string, z.ZodType>> = {
  ...always.shape,
  TRANSPORT: transportVariable,
  ...kafkaVariables.shape,
  POSTGRES_URL: postgresUrl,
  ...postgresVariables,
  ...clickhouseVariables.shape,
};
