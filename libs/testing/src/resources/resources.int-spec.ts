import { createClient } from '@clickhouse/client';
import { Kafka, logLevel } from 'kafkajs';
import { Client as S3 } from 'minio';
import { Client } from 'pg';
import { describeWith, describeWithKafka } from '../describe-with';
import { clickhouseForTest } from './clickhouse-for-test';
import { kafkaForTest } from './kafka-for-test';
import { objectStoreForTest } from './object-store-for-test';
import { postgresForTest } from './postgres-for-test';

describeWith(['postgres'], 'a Postgres database for a suite', () => {
  it('is empty, takes tables, and is gone when disposed of, even while connected', async () => {
    const resource = await postgresForTest();
    const client = new Client({ connectionString: resource.env['POSTGRES_URL']! });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('CREATE TABLE a (b int)');
    await resource.dispose();
    const after = new Client({ connectionString: resource.env['POSTGRES_URL']! });
    await expect(after.connect()).rejects.toThrow('does not exist');
  });
});

describeWith(['clickhouse'], 'a ClickHouse database for a suite', () => {
  it('takes tables, and is gone when disposed of', async () => {
    const resource = await clickhouseForTest();
    const database = resource.env['CLICKHOUSE_DATABASE']!;
    const client = createClient({ url: resource.env['CLICKHOUSE_URL']!, database });
    await client.command({ query: 'CREATE TABLE a (b UInt8) ENGINE = MergeTree ORDER BY b' });
    await client.close();
    await resource.dispose();
    const outside = createClient({ url: resource.env['CLICKHOUSE_URL']! });
    const found = await outside.query({
      query: 'SELECT name FROM system.databases WHERE name = {database:String}',
      query_params: { database },
      format: 'JSONEachRow',
    });
    expect(await found.json()).toEqual([]);
    await outside.close();
  });
});

describeWith(['object-store'], 'buckets for a suite', () => {
  it('are gone when disposed of, with what is in them', async () => {
    const resource = await objectStoreForTest();
    const { hostname, port } = new URL(resource.env['S3_ENDPOINT']!);
    const client = new S3({
      endPoint: hostname,
      port: Number(port),
      useSSL: false,
      accessKey: resource.env['S3_ACCESS_KEY']!,
      secretKey: resource.env['S3_SECRET_KEY']!,
    });
    const bucket = `${resource.env['S3_BUCKET_PREFIX']!}uploads`;
    await client.makeBucket(bucket, 'us-east-1');
    await client.putObject(bucket, 'a/b.txt', 'text');
    await resource.dispose();
    expect(await client.bucketExists(bucket)).toBe(false);
  });
});

describeWithKafka('topics for a suite', () => {
  it('are gone when disposed of', async () => {
    const resource = await kafkaForTest();
    const kafka = new Kafka({
      brokers: [resource.env['KAFKA_BROKERS']!],
      logLevel: logLevel.NOTHING,
    });
    const admin = kafka.admin();
    await admin.connect();
    const topic = `${resource.env['TOPIC_PREFIX']!}x`;
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] });
    await resource.dispose();
    expect(await admin.listTopics()).not.toContain(topic);
    await admin.disconnect();
  });
});
