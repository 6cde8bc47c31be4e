import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, MoreThan, type Repository } from 'typeorm';
import { UidMergeEntity } from './uid-merge.entity';

/** Merges of reserved uids into the users they turned out to be, and whether their events have been copied. */
@Injectable()
export class MergesRepository {
  constructor(@InjectRepository(UidMergeEntity) private readonly merges: Repository<UidMergeEntity>) {}

  /** Merges that nobody is known to have copied yet. */
  pending(organisation: string): Promise<UidMergeEntity[]> {
    return this.merges.find({ where: { organisation, copied: false }, order: { seq: 'ASC' } });
  }

  /** Merges after the first `mark` ones. */
  since(organisation: string, mark: number): Promise<UidMergeEntity[]> {
    return this.merges.find({ where: { organisation, seq: MoreThan(String(mark)) }, order: { seq: 'ASC' } });
  }

  async markCopied(organisation: string, merges: readonly UidMergeEntity[]): Promise<void> {
    await this.merges.update({ organisation, seq: In(merges.map((merge) => merge.seq)) }, { copied: true });
  }
}
