import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@muster/standalone/engines';
import { kafkaPrograms } from '../engines/kafka-programs';
import { startKafka } from '../engines/local-kafka';
import { tempFolder } from '../temp-folder';
import type { TestCertificates } from './certificates-for-test';

export interface SecuredKafka {
  /** Of the listener that encrypts and asks for a login. */
  readonly brokers: string;
  /** Of PLAIN and SCRAM-SHA-512. OAUTHBEARER takes every unsigned token that has a subject. */
  readonly username: string;
  readonly password: string;
  stop(): Promise<void>;
}

const LOGINS = 'org.apache.kafka.common.security';

/** A broker of its own that takes connections over TLS, with a login by PLAIN, SCRAM-SHA-512 or OAUTHBEARER. */
export async function securedKafka({ cert, key }: TestCertificates): Promise<SecuredKafka> {
  const folder = await tempFolder();
  const keystore = join(folder.path, 'keystore.pem');
  await writeFile(keystore, (await readFile(key, 'utf8')) + (await readFile(cert, 'utf8')));
  const port = await freePort();
  const account = { username: 'muster', password: randomBytes(12).toString('hex') };
  const properties = {
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512,OAUTHBEARER',
    ...ofListener({
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': keystore,
      'plain.sasl.jaas.config': `${LOGINS}.plain.PlainLoginModule required user_${account.username}="${account.password}";`,
      'scram-sha-512.sasl.jaas.config': `${LOGINS}.scram.ScramLoginModule required;`,
      'oauthbearer.sasl.jaas.config': `${LOGINS}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
    }),
  };
  const scram = `SCRAM-SHA-512=[name=${account.username},password=${account.password}]`;
  try {
    const broker = await startKafka(await kafkaPrograms(), folder.path, { port, properties, scram });
    return {
      brokers: `127.0.0.1:${port}`,
      ...account,
      stop: async () => {
        await broker.stop();
        await folder.dispose();
      },
    };
  } catch (error) {
    await folder.dispose();
    throw error;
  }
}

function ofListener(properties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [`listener.name.sasl_ssl.${name}`, value]),
  );
}
