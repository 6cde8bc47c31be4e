import { Injectable } from '@nestjs/common';
import { DataGenerations } from './data-generations';
import { DerivedDays } from './derived-days';
import { LandingScopes } from './landing-scopes.repository';
import type { LandingTurn } from './landing-turn';

/** Landings that have begun and not ended when a turn begins: their importer was killed, or the engine failed them. */
@Injectable()
export class InterruptedLandings {
  constructor(
    private readonly scopes: LandingScopes,
    private readonly derived: DerivedDays,
    private readonly generations: DataGenerations,
  ) {}

  /**
   * Mends what they left behind. Whoever computed from it meanwhile did so under a generation that ends here; whoever is stopped
   * half-way leaves the landings open for the next in turn.
   */
  async mend(turn: LandingTurn): Promise<void> {
    const landings = await this.scopes.landings(turn.organisation);
    if (landings.length === 0) return;
    await this.derived.rebuild(turn, landings);
    await this.generations.countOpen(turn.organisation, landings);
    await this.scopes.close(turn, landings);
  }
}
