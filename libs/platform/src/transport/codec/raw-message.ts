/** A message as a broker carries it. Header values are text; CloudEvents attributes are headers with the prefix `ce_`. */
export interface RawMessage {
  /** Order holds per key. A message from outside may lack one. */
  readonly key: Buffer | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
  /** Why the broker's client could not read the message; the value is then what it could not read. */
  readonly unreadable?: string;
}

/** A message and where it was found. */
export interface Delivery {
  /** Name of the topic on the broker, with the configured prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly message: RawMessage;
  /** When the message was first put back, if it was: in milliseconds since 1970. */
  readonly putBackAt?: number;
}

/** Appends messages to a topic: what publishing and replaying come down to. */
export interface MessageSender {
  /**
   * Resolves when the broker has acknowledged all of them. Messages of equal keys keep their order.
   * @returns the partition of each message, in their order; 0 on a broker that has none.
   * @throws DependencyDownError when the broker does not answer.
   */
  send(topic: string, messages: readonly RawMessage[]): Promise<readonly number[]>;

  /**
   * How many partitions the topic has on the broker; 1 where there are none.
   * @throws DependencyDownError when the broker does not answer.
   */
  partitionsOf(topic: string): Promise<number>;
}
