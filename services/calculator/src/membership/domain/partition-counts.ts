/** How many records each partition holds. */
export class PartitionCounts {
  private readonly counts = new Map<number, number>();

  /** @param partitions one for each record. */
  add(partitions: readonly number[]): void {
    for (const partition of partitions) this.counts.set(partition, (this.counts.get(partition) ?? 0) + 1);
  }

  /** The counts of all partitions in order: at least so many, and more when records are in later ones. */
  ofAll(partitions: number): number[] {
    const length = Math.max(partitions, ...[...this.counts.keys()].map((partition) => partition + 1));
    return Array.from({ length }, (_, partition) => this.counts.get(partition) ?? 0);
  }
}
