import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { nothingDeclared, type DeclaredTypes } from '@muster/contracts';
import type { Repository } from 'typeorm';
import { DeclaredTypesEntity } from './declared-types.entity';

/** For so long a declaration that another process has heard of may be unknown here, in milliseconds. */
const REMEMBERED_MS = 5_000;
/** Organisations that are remembered; forgotten all at once when they are too many. */
const MOST_REMEMBERED = 1_000;

/** The types that organisations have declared, for batches of topics; imports carry those of their start. */
@Injectable()
export class DeclaredTypesRepository {
  private readonly remembered = new Map<
    string,
    { readonly declared: DeclaredTypes; readonly until: number }
  >();

  constructor(
    @InjectRepository(DeclaredTypesEntity) private readonly repository: Repository<DeclaredTypesEntity>,
  ) {}

  async keep(organisation: string, declared: DeclaredTypes): Promise<void> {
    await this.repository.upsert({ organisation, declared }, ['organisation']);
    this.remembered.delete(organisation);
  }

  async typesOf(organisation: string): Promise<DeclaredTypes> {
    const now = Date.now();
    const known = this.remembered.get(organisation);
    if (known && now < known.until) return known.declared;
    const row = await this.repository.findOneBy({ organisation });
    const declared = row?.declared ?? nothingDeclared;
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.set(organisation, { declared, until: now + REMEMBERED_MS });
    return declared;
  }
}
