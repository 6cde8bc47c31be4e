import { Inject, Injectable } from '@nestjs/common';
import { NotYetError, PermanentError, SERVICE_CONFIG } from '@muster/platform';
import type { ZoneClock } from '../domain/zone-clock';
import type { ImporterConfig } from '../importer.config';
import { OrganisationsRepository } from './organisations.repository';

/** The clock of an organisation, or why there is none. */
export type KnownClock =
  | { readonly clock: ZoneClock; readonly unknown?: undefined }
  | { readonly clock?: undefined; readonly unknown: PermanentError };

/** An organisation that nobody has registered is waited for again after so long. */
const GIVEN_UP_MS = 30_000;
/** While so many unknown organisations are waited for, the events of further ones are given up at once. */
const MAX_AWAITED = 100;

interface Absence {
  /** Until then it may just be about to become known. */
  readonly awaitedUntil: number;
  readonly forgottenAt: number;
}

/**
 * Clocks of organisations. Events may come before the news that their organisation exists: both travel by topics of their own. So the
 * events of an unknown one are put back for some seconds, which holds up nobody else, and are dead letters after that.
 */
@Injectable()
export class OrganisationClocks {
  private readonly absences = new Map<string, Absence>();

  constructor(
    private readonly organisations: OrganisationsRepository,
    @Inject(SERVICE_CONFIG) private readonly config: Pick<ImporterConfig, 'organisationWaitMs'>,
  ) {}

  async clockOf(organisation: string): Promise<KnownClock> {
    const clock = await this.organisations.clockOf(organisation);
    if (clock) {
      this.absences.delete(organisation);
      return { clock };
    }
    const code = 'organisation.unknown';
    const message = `nobody has registered the organisation ${organisation}`;
    const errors = [{ code, pointer: '/organisationId', message }];
    const patienceMs = this.patienceWith(organisation);
    return {
      unknown:
        patienceMs > 0
          ? new NotYetError(code, message, patienceMs, { errors })
          : new PermanentError(code, message, { errors }),
    };
  }

  /** How long its events may be put back, in milliseconds. */
  private patienceWith(organisation: string): number {
    const now = Date.now();
    for (const [other, { forgottenAt }] of this.absences) if (forgottenAt <= now) this.absences.delete(other);
    const known = this.absences.get(organisation);
    if (known) return Math.max(0, known.awaitedUntil - now);
    if (this.absences.size >= MAX_AWAITED) return 0;
    const awaitedUntil = now + this.config.organisationWaitMs;
    this.absences.set(organisation, { awaitedUntil, forgottenAt: awaitedUntil + GIVEN_UP_MS });
    return this.config.organisationWaitMs;
  }
}
