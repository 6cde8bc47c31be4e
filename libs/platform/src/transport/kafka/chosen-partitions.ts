import { Partitioners, type Message, type PartitionerArgs } from 'kafkajs';

/**
 * Remembers where kafkajs puts messages: it acknowledges partitions, not messages. When it repeats a request it chooses again, so what
 * is remembered of an acknowledged message is where it is.
 */
export class ChosenPartitions {
  private readonly chosen = new WeakMap<Message, number>();

  /** Spreads keys over partitions as Java clients do it. */
  readonly partitioner = (): ((args: PartitionerArgs) => number) => {
    const choose = Partitioners.DefaultPartitioner();
    return (args) => {
      const partition = choose(args);
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
