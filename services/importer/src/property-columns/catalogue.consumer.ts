import { Controller } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { ClickHouse, OnEvent } from '@muster/platform';
import { addPropertyColumns } from './declare-property-columns';

/** Hears what organisations declare. */
@Controller()
export class CatalogueConsumer {
  constructor(private readonly clickhouse: ClickHouse) {}

  @OnEvent(topics.catalogue)
  handle({ data }: TopicEvent<typeof topics.catalogue>): Promise<void> {
    return addPropertyColumns(this.clickhouse, data.properties);
  }
}
