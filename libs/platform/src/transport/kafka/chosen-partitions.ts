import { Partitioners, type Message, type PartitionerArgs } from 'kafkajs';

/**
 * Remembers where kafkajs puts messages: it acknowledges partitions, not messages. When it repeats a request it asks again and gets
 * the same answer: a message without a key would otherwise be in two partitions after a request that succeeded in part.
 */
export class ChosenPartitions {
  private readonly chosen = new WeakMap<Message, number>();

  /** Spreads keys over partitions as Java clients do it. */
  readonly partitioner = (): ((args: PartitionerArgs) => number) => {
    const choose = Partitioners.DefaultPartitioner();
    return (args) => {
      const partition = this.chosen.get(args.message) ?? choose(args);
      this.chosen.set(args.message, partition);
      return partition;
    };
  };

  /** Of messages that were sent. */
  of(messages: readonly Message[]): readonly number[] {
    return messages.map((message) => {
      const partition = this.chosen.get(message);
      if (partition === undefined) throw new Error('a message was acknowledged that was never sent');
      return partition;
    });
  }
}
