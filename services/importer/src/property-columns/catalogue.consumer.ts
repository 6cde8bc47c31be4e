import { Controller } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { ClickHouse, OnEvent } from '@muster/platform';
import { DeclaredTypesRepository } from '../declared-types/declared-types.repository';
import { addPropertyColumns } from './declare-property-columns';

/** Hears what organisations declare. */
@Controller()
export class CatalogueConsumer {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly declaredTypes: DeclaredTypesRepository,
  ) {}

  @OnEvent(topics.catalogue)
  async handle({ data }: TopicEvent<typeof topics.catalogue>): Promise<void> {
    if (data.declared) await this.declaredTypes.keep(data.organisationId, data.declared);
    await addPropertyColumns(this.clickhouse, data.properties);
  }
}
