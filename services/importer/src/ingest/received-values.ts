import { Injectable } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { createEvent, EventPublisher } from '@muster/platform';
import { DeclaredTypesRepository } from '../declared-types/declared-types.repository';
import { typeJsonValue } from '../domain/typed-value';
import { ValueReader } from '../domain/value-reader';
import type { ZoneClock } from '../domain/zone-clock';

/** Reads the values that topics bring, and tells which of them do not fit the catalogue. */
@Injectable()
export class ReceivedValues {
  constructor(
    private readonly declaredTypes: DeclaredTypesRepository,
    private readonly publisher: EventPublisher,
  ) {}

  async readerFor(organisation: string, clock: ZoneClock): Promise<ValueReader> {
    return new ValueReader(typeJsonValue, clock, await this.declaredTypes.typesOf(organisation));
  }

  /**
   * Tells what a batch had, once it has landed. A batch that is delivered again, cut in the same way, is told of under the same id.
   * @param batch ids of its events.
   */
  async tell(organisationId: string, { mistyped }: ValueReader, batch: readonly string[]): Promise<void> {
    const values = mistyped.list();
    if (values.length === 0) return;
    const event = createEvent(topics.values, {
      type: 'audience.values.mistyped.v1',
      service: 'importer',
      organisationId,
      subject: organisationId,
      key: organisationId,
      identity: [organisationId, ...batch],
      data: { organisationId, values },
    });
    await this.publisher.publish(topics.values, [event]);
  }
}
