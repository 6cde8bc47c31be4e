import { buffer } from 'node:stream/consumers';
import { topics } from '@muster/contracts';
import { Client } from 'minio';
import { MembershipFold } from '../membership/membership-fold';
import type { TestResource } from '../resources/test-resource';
import { KafkaLog, type LoggedMessage } from './kafka-log';

/** An event of one of the topics of the stream. */
export interface Heard {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly message: LoggedMessage;
}

/** Another team that follows the membership stream of an audience: topics and files, and nothing else of Muster. */
export class StreamFollower {
  readonly log: KafkaLog;
  readonly #env: TestResource['env'];

  constructor(
    resources: TestResource,
    private readonly audienceId: string,
  ) {
    this.log = new KafkaLog(resources);
    this.#env = resources.env;
  }

  /**
   * Reads the topics from their beginning until the run is complete by its markers.
   * @returns who is in the audience then, by entity id, and the records of the run, repetitions included.
   * @throws Error when a marker's count is not that of the records.
   */
  async untilComplete(runId: string): Promise<{ members: string[]; records: Heard[] }> {
    const markers = await this.#read(topics.membershipMarker.name, (heard) => isMarked(ofRun(heard, runId)));
    const expected = new Map(ofRun(markers, runId).map(({ id, data }) => [id, data['count'] as number]));
    const count = [...expected.values()].reduce((sum, inPartition) => sum + inPartition, 0);
    const isManifest = ofRun(markers, runId).some(({ data }) => data['form'] === 'manifest');
    // A run without changes leaves who is in it to the records of those before.
    const hasRecords = count > 0 || Object.keys(await this.log.sizes(topics.membership.name)).length > 0;
    const records = hasRecords
      ? await this.#read(topics.membership.name, (heard) => idsOf(ofRun(heard, runId)).size >= count)
      : [];
    const snapshots = await this.#read(
      topics.snapshot.name,
      (heard) =>
        !isManifest || ofRun(heard, runId).some(({ type }) => type === 'audience.snapshot.manifest.v1'),
    );
    const told = idsOf(ofRun(records, runId)).size;
    if (told !== count) throw new Error(`run ${runId}: ${told} records, and its markers say ${count}`);
    const fold = new MembershipFold((key) => this.#file(key));
    for (const event of [...snapshots, ...records]) await fold.hear(event);
    return { members: fold.members(this.audienceId), records: ofRun(records, runId) };
  }

  /** The publication of a run, as it is on its topic. */
  async publication(runId: string): Promise<Heard> {
    const isIt = ({ type, data }: Heard) =>
      type === 'audience.snapshot.published.v1' && data['runId'] === runId;
    const heard = await this.#read(topics.snapshot.name, (found) => found.some(isIt));
    const [publication] = heard.filter(isIt);
    if (!publication) throw new Error(`run ${runId} was not published`);
    return publication;
  }

  async #read(topic: string, enough: (heard: Heard[]) => boolean): Promise<Heard[]> {
    const own = (messages: readonly LoggedMessage[]) =>
      messages.map(heardOf).filter(({ data }) => data['audienceId'] === this.audienceId);
    return own(await this.log.read(topic, (messages) => messages.length > 0 && enough(own(messages))));
  }

  async #file(key: string): Promise<Buffer> {
    const { S3_ENDPOINT = '', S3_ACCESS_KEY = '', S3_SECRET_KEY = '', S3_BUCKET_PREFIX = '' } = this.#env;
    const { hostname, port, protocol } = new URL(S3_ENDPOINT);
    const client = new Client({
      ...{ endPoint: hostname, port: Number(port), useSSL: protocol === 'https:' },
      ...{ accessKey: S3_ACCESS_KEY, secretKey: S3_SECRET_KEY },
    });
    return buffer(await client.getObject(`${S3_BUCKET_PREFIX}membership`, key));
  }
}

const ofRun = (heard: readonly Heard[], runId: string) => heard.filter(({ data }) => data['runId'] === runId);

const idsOf = (heard: readonly Heard[]) => new Set(heard.map(({ id }) => id));

/** Whether there is a marker for each partition. */
function isMarked(markers: readonly Heard[]): boolean {
  const [first] = markers;
  return first !== undefined && idsOf(markers).size === first.data['partitions'];
}

function heardOf(message: LoggedMessage): Heard {
  const { ce_id: id = '', ce_type: type = '' } = message.headers;
  const data = JSON.parse(message.value?.toString('utf8') ?? '{}') as Record<string, unknown>;
  return { id, type, data, message };
}
