import { ConfigResourceTypes, type Admin, type ITopicConfig } from 'kafkajs';
import type { Log } from '../../logs/log';

/** A setting of a topic that is not what it would be created with. */
export interface OtherSetting {
  readonly topic: string;
  readonly setting: string;
  readonly wanted: string;
  readonly found: string;
}

/** Says in one line of the log for each setting where topics that exist differ from what they would be created with. */
export async function warnOfOtherSettings(
  admin: Admin,
  wanted: readonly ITopicConfig[],
  log: Log,
): Promise<void> {
  for (const other of await otherSettings(admin, wanted)) {
    log.warn('A topic has other settings than configured, and keeps them', { ...other });
  }
}

export async function otherSettings(
  admin: Admin,
  wanted: readonly ITopicConfig[],
): Promise<readonly OtherSetting[]> {
  if (wanted.length === 0) return [];
  const names = wanted.map(({ topic }) => topic);
  const { topics } = await admin.fetchTopicMetadata({ topics: names });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  return wanted.flatMap(({ topic, numPartitions, replicationFactor, configEntries = [] }) => {
    const partitions = topics.find(({ name }) => name === topic)?.partitions ?? [];
    const found = new Map(
      resources
        .find(({ resourceName }) => resourceName === topic)
        ?.configEntries.map(({ configName, configValue }) => [configName, configValue]),
    );
    const pairs = [
      { setting: 'partitions', wanted: String(numPartitions), found: String(partitions.length) },
      {
        setting: 'replication factor',
        wanted: String(replicationFactor),
        found: String(partitions[0]?.replicas.length),
      },
      ...configEntries.map(({ name, value }) => ({
        setting: name,
        wanted: value,
        found: found.get(name) ?? '',
      })),
    ];
    return pairs
      .filter((pair) => pair.wanted !== pair.found && pair.wanted !== '-1')
      .map((pair) => ({ topic, ...pair }));
  });
}
