import { topics } from '@muster/contracts';
import { z } from 'zod';
import { fileContent, url, wholeNumber } from './variables';

const topicNames = new Set<string>(Object.values(topics).map(({ name }) => name));

const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'] as const;

/** As Kafka's own clients name what they are told of security, where it has a name there. */
export const kafkaVariables = z
  .object({
    KAFKA_BROKERS: z
      .string()
      .regex(/^[^\s,:]+:[0-9]+(,[^\s,:]+:[0-9]+)*$/)
      .transform((list) => list.split(','))
      .describe('the brokers as host:port, separated by commas'),
    /** The broker's own limits for it (`group.min.session.timeout.ms`: 6 s) come on top. */
    KAFKA_SESSION_TIMEOUT_SECONDS: z.coerce
      .number()
      .min(1)
      .max(300)
      .default(10)
      .describe('after how long a consumer that was killed is missed, from 1 to 300 seconds'),
    KAFKA_SECURITY_PROTOCOL: z
      .enum(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'])
      .default('PLAINTEXT')
      .describe('how to connect to the brokers: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL'),
    KAFKA_SSL_CA_FILE: fileContent
      .optional()
      .describe(
        'a file with the certificates (PEM) of those who sign for the brokers, if the system does not know them',
      ),
    KAFKA_SSL_CERT_FILE: fileContent
      .optional()
      .describe('a file with the certificate (PEM) of this client, if the brokers ask for one'),
    KAFKA_SSL_KEY_FILE: fileContent.optional().describe('a file with the key (PEM) of this client'),
    KAFKA_SASL_MECHANISM: z
      .enum(mechanisms)
      .optional()
      .describe(`how to log in, with SASL_PLAINTEXT or SASL_SSL: ${mechanisms.join(', ')}`),
    KAFKA_SASL_USERNAME: z.string().optional().describe('the user, for PLAIN and SCRAM'),
    KAFKA_SASL_PASSWORD: z.string().optional().describe('the password, for PLAIN and SCRAM'),
    KAFKA_OAUTH_TOKEN_URL: url('http:', 'https:')
      .optional()
      .describe(
        'where OAUTHBEARER gets tokens by client credentials, such as https://login.example/oauth2/token',
      ),
    KAFKA_OAUTH_CLIENT_ID: z.string().optional().describe('the client of OAUTHBEARER'),
    KAFKA_OAUTH_CLIENT_SECRET: z.string().optional().describe('the secret of the client of OAUTHBEARER'),
    KAFKA_OAUTH_SCOPE: z.string().optional().describe('the scope that OAUTHBEARER asks for, if it has to'),
    KAFKA_REPLICATION_FACTOR: wholeNumber(1, 32)
      .optional()
      .describe(
        'how many copies of each partition new topics have, from 1 to 32; what the brokers say, unless given',
      ),
    KAFKA_MIN_INSYNC_REPLICAS: wholeNumber(1, 32)
      .optional()
      .describe(
        'how many copies must have an event before it counts as written, from 1 to 32; what the brokers say, unless given',
      ),
    /** A topic is worked on by at most as many processes as it has partitions. */
    KAFKA_TOPIC_PARTITIONS: z
      .string()
      .regex(/^[a-z0-9.-]+=[1-9][0-9]{0,3}(,[a-z0-9.-]+=[1-9][0-9]{0,3})*$/)
      .default('')
      .transform((list) => new Map(list === '' ? [] : list.split(',').map(partitionsOf)))
      .refine((partitions) => [...partitions.keys()].every((name) => topicNames.has(name)))
      .describe(
        'partitions of topics that are to have others than 12, such as audience.calculation.v1=64,ingest.behavior.v1=48',
      ),
    KAFKA_DEAD_LETTER_RETENTION_DAYS: wholeNumber(1, 3_650)
      .default(30)
      .describe('how long dead letters are kept, from 1 to 3650 days'),
  })
  .superRefine((given, context) => {
    for (const name of missingOf(given)) {
      context.addIssue({ code: 'custom', path: [name], message: 'missing' });
    }
  });

export type KafkaVariables = z.output<typeof kafkaVariables>;

/** Certificates and keys as PEM. */
export interface KafkaTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export type KafkaSasl =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  | { readonly mechanism: 'oauthbearer'; readonly credentials: ClientCredentials };

/** Of an OAuth client (RFC 6749, section 4.4). */
export interface ClientCredentials {
  readonly tokenUrl: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
}

/** How to reach brokers. */
export interface KafkaConnection {
  readonly brokers: readonly string[];
  /** Absent: not encrypted. */
  readonly tls?: KafkaTls;
  readonly sasl?: KafkaSasl;
}

/** What topics are created with, where it is not what the contracts or the brokers say. */
export interface TopicSettings {
  readonly replicationFactor?: number;
  readonly minInsyncReplicas?: number;
  /** By the names of topics without prefix. */
  readonly partitions?: ReadonlyMap<string, number>;
  readonly deadLetterRetentionDays?: number;
}

export function kafkaConnection(variables: KafkaVariables): KafkaConnection {
  const { KAFKA_SECURITY_PROTOCOL: protocol } = variables;
  const tls = {
    ...(variables.KAFKA_SSL_CA_FILE !== undefined && { ca: variables.KAFKA_SSL_CA_FILE }),
    ...(variables.KAFKA_SSL_CERT_FILE !== undefined && { cert: variables.KAFKA_SSL_CERT_FILE }),
    ...(variables.KAFKA_SSL_KEY_FILE !== undefined && { key: variables.KAFKA_SSL_KEY_FILE }),
  };
  return {
    brokers: variables.KAFKA_BROKERS,
    ...(protocol.endsWith('SSL') && { tls }),
    ...(protocol.startsWith('SASL') && { sasl: saslOf(variables) }),
  };
}

export function topicSettings(variables: KafkaVariables): TopicSettings {
  const { KAFKA_REPLICATION_FACTOR: replicationFactor, KAFKA_MIN_INSYNC_REPLICAS: minInsyncReplicas } =
    variables;
  return {
    ...(replicationFactor !== undefined && { replicationFactor }),
    ...(minInsyncReplicas !== undefined && { minInsyncReplicas }),
    partitions: variables.KAFKA_TOPIC_PARTITIONS,
    deadLetterRetentionDays: variables.KAFKA_DEAD_LETTER_RETENTION_DAYS,
  };
}

function saslOf(variables: KafkaVariables): KafkaSasl {
  const mechanism = variables.KAFKA_SASL_MECHANISM ?? 'PLAIN';
  if (mechanism !== 'OAUTHBEARER') {
    return {
      mechanism: lowerCase(mechanism),
      username: variables.KAFKA_SASL_USERNAME ?? '',
      password: variables.KAFKA_SASL_PASSWORD ?? '',
    };
  }
  const { KAFKA_OAUTH_TOKEN_URL: tokenUrl, KAFKA_OAUTH_SCOPE: scope } = variables;
  if (!tokenUrl) throw new Error('OAUTHBEARER was read without KAFKA_OAUTH_TOKEN_URL');
  return {
    mechanism: 'oauthbearer',
    credentials: {
      tokenUrl,
      clientId: variables.KAFKA_OAUTH_CLIENT_ID ?? '',
      clientSecret: variables.KAFKA_OAUTH_CLIENT_SECRET ?? '',
      ...(scope !== undefined && { scope }),
    },
  };
}

/** TypeScript knows what becomes of a literal in lower case; its library does not say so. */
function lowerCase<Text extends string>(text: Text): Lowercase<Text> {
  return text.toLowerCase() as Lowercase<Text>;
}

/** Variables that the given ones need beside them. */
function missingOf(given: Readonly<Record<string, unknown>>): string[] {
  const needed: string[] = [];
  if (String(given.KAFKA_SECURITY_PROTOCOL).startsWith('SASL')) {
    needed.push('KAFKA_SASL_MECHANISM');
    if (given.KAFKA_SASL_MECHANISM === 'OAUTHBEARER') {
      needed.push('KAFKA_OAUTH_TOKEN_URL', 'KAFKA_OAUTH_CLIENT_ID', 'KAFKA_OAUTH_CLIENT_SECRET');
    } else if (given.KAFKA_SASL_MECHANISM !== undefined) {
      needed.push('KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD');
    }
  }
  if (given.KAFKA_SSL_CERT_FILE !== undefined) needed.push('KAFKA_SSL_KEY_FILE');
  return needed.filter((name) => given[name] === undefined);
}

function partitionsOf(entry: string): [string, number] {
  const [topic = '', count] = entry.split('=');
  return [topic, Number(count)];
}
