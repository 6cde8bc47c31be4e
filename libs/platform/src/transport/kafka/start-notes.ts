import { z } from 'zod';

const leftNotes = z.object({
  /** Id of the member of the group. */
  owner: z.string(),
  starts: z.record(z.string(), z.number().int().positive()),
});

/** What goes with a commit of a partition's offset. */
export interface CommittedNotes {
  readonly metadata: string;
  readonly version: number;
}

/**
 * What the owner of a partition writes down beside its committed offset, in Kafka, before it works: that it has begun, and, when the
 * owner before it did not end properly, which messages it starts and how often they have been started. A process that a message kills
 * leaves that behind.
 *
 * Noting every start was rejected: it costs a round trip for each message. One for each partition and owner is enough to see that an
 * owner died; only then are starts noted.
 */
export class StartNotes {
  private readonly starts = new Map<string, number>();
  private unclean = false;
  private isOpen = false;
  private version = 0;
  private durable = 0;
  private waiting: { readonly version: number; readonly resolve: () => void }[] = [];

  /**
   * @param owner id of this member of the group now.
   * @param changed called when a commit has to take the notes along soon.
   */
  constructor(
    private readonly owner: () => string,
    private readonly changed: () => void,
  ) {}

  /** Takes over what the owner before has left: nothing when it ended properly, when it lives, or when there was none. */
  load(left: string | null, isAlive: (owner: string) => boolean): void {
    const notes = left === null || left === '' ? undefined : parse(left);
    if (!notes || isAlive(notes.owner)) return;
    this.unclean = true;
    for (const [offset, starts] of Object.entries(notes.starts)) this.starts.set(offset, starts);
  }

  /** This member has another id than before. */
  ownerChanged(): void {
    if (!this.isOpen) return;
    this.version++;
    this.changed();
  }

  /** Whether the owner before may have been killed by one of the messages that it had in hand. */
  get isUnclean(): boolean {
    return this.unclean;
  }

  /** How often a message has been started by owners who died. */
  startsOf(offset: string): number {
    return this.starts.get(offset) ?? 0;
  }

  /** Resolves when it is written down that there is work. */
  async open(): Promise<void> {
    if (this.isOpen && this.durable > 0) return;
    if (!this.isOpen) this.version++;
    this.isOpen = true;
    await this.written();
  }

  /** Resolves when it is written down that these messages are started. */
  async begin(offsets: readonly string[]): Promise<void> {
    for (const offset of offsets) this.starts.set(offset, this.startsOf(offset) + 1);
    this.version++;
    await this.written();
  }

  /** The process has outlived its work on these messages. */
  end(offsets: readonly string[]): void {
    if (offsets.map((offset) => this.starts.delete(offset)).includes(true)) this.version++;
  }

  /** The owner ends properly. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.version++;
  }

  isDirty(): boolean {
    return this.version > this.durable;
  }

  toCommit(): CommittedNotes {
    const starts = Object.fromEntries(this.starts);
    return {
      metadata: this.isOpen ? JSON.stringify({ owner: this.owner(), starts }) : '',
      version: this.version,
    };
  }

  committed(version: number): void {
    this.durable = Math.max(this.durable, version);
    const done = this.waiting.filter((each) => each.version <= this.durable);
    this.waiting = this.waiting.filter((each) => each.version > this.durable);
    for (const { resolve } of done) resolve();
  }

  private async written(): Promise<void> {
    const { version } = this;
    await new Promise<void>((resolve) => {
      this.waiting.push({ version, resolve });
      this.changed();
    });
  }
}

/** Another release, or another program, may have left something else: then all that is known is that it did not end properly. */
function parse(left: string): z.infer<typeof leftNotes> {
  try {
    return leftNotes.parse(JSON.parse(left));
  } catch {
    return { owner: '', starts: {} };
  }
}
