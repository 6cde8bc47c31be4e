import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { ZoneClock } from '../domain/zone-clock';
import { OrganisationEntity } from './organisation.entity';

/** The organisations that are known, and the clocks of their zones. */
@Injectable()
export class OrganisationsRepository {
  /** A zone never changes, and there are few hundred of them: one clock each, kept for good. */
  private readonly clocks = new Map<string, ZoneClock>();
  private readonly zones = new Map<string, string>();

  constructor(
    @InjectRepository(OrganisationEntity) private readonly organisations: Repository<OrganisationEntity>,
  ) {}

  async register(organisation: string, timeZone: string): Promise<void> {
    await this.organisations.upsert({ organisation, timeZone }, ['organisation']);
  }

  /** The clock of an organisation; undefined when it is not known, or not yet. */
  async clockOf(organisation: string): Promise<ZoneClock | undefined> {
    const timeZone =
      this.zones.get(organisation) ?? (await this.organisations.findOneBy({ organisation }))?.timeZone;
    if (timeZone === undefined) return undefined;
    this.zones.set(organisation, timeZone);
    const clock = this.clocks.get(timeZone) ?? new ZoneClock(timeZone);
    this.clocks.set(timeZone, clock);
    return clock;
  }
}
