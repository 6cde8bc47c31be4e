import { Injectable } from '@nestjs/common';
import { RepeatedWork } from '@muster/platform';
import { LandingScopes } from './landing-scopes.repository';
import { LandingTurns } from './landing-turns';

/** A turn mends what was interrupted; organisations that land nothing more get one for that alone. */
@Injectable()
export class MendInterruptedLandings extends RepeatedWork {
  /** In seconds. Looking costs a query of a table that is all but empty. */
  protected readonly pauses = { first: 1, next: 15 };

  constructor(
    private readonly scopes: LandingScopes,
    private readonly turns: LandingTurns,
  ) {
    super();
  }

  /** A landing that is under way is open, too, and has its turn: left alone. */
  override async work(): Promise<void> {
    for (const organisation of await this.scopes.organisations()) {
      await this.turns.takeIfFree(organisation, () => Promise.resolve());
    }
  }
}
