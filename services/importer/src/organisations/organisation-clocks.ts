import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { SERVICE_CONFIG } from '@muster/platform';
import type { ZoneClock } from '../domain/zone-clock';
import type { ImporterConfig } from '../importer.config';
import { OrganisationsRepository } from './organisations.repository';

const POLL_MS = 200;
/** An organisation that nobody has registered is asked for again after so long: its events must not hold up the others'. */
const GIVEN_UP_MS = 30_000;

/** Clocks of organisations, for events that may come before the news that their organisation exists. */
@Injectable()
export class OrganisationClocks {
  private readonly givenUp = new Map<string, number>();

  constructor(
    private readonly organisations: OrganisationsRepository,
    @Inject(SERVICE_CONFIG) private readonly config: ImporterConfig,
  ) {}

  /** The clock of an organisation, waiting a while for it to be registered; undefined when it has not been. */
  async clockOf(organisation: string): Promise<ZoneClock | undefined> {
    const isGivenUp = Date.now() < (this.givenUp.get(organisation) ?? 0);
    const until = isGivenUp ? 0 : Date.now() + this.config.organisationWaitMs;
    for (;;) {
      const clock = await this.organisations.clockOf(organisation);
      if (clock) {
        this.givenUp.delete(organisation);
        return clock;
      }
      if (Date.now() >= until) break;
      await setTimeout(POLL_MS);
    }
    if (!isGivenUp) this.giveUp(organisation);
    return undefined;
  }

  private giveUp(organisation: string): void {
    const now = Date.now();
    for (const [other, until] of this.givenUp) if (until <= now) this.givenUp.delete(other);
    this.givenUp.set(organisation, now + GIVEN_UP_MS);
  }
}
