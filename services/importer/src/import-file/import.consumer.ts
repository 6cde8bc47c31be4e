import { Controller } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { type GivenUp, givenUpFailure, OnEvent, OnGivenUp } from '@muster/platform';
import { ImportFileUseCase } from './import-file.use-case';

type ImportEvent = TopicEvent<typeof topics.import>;

@Controller()
export class ImportConsumer {
  constructor(private readonly importFile: ImportFileUseCase) {}

  @OnEvent(topics.import)
  async handle(event: ImportEvent): Promise<void> {
    switch (event.type) {
      case 'audience.import.requested.v1':
        await this.importFile.execute(event);
        return;
      // What the importer itself has told.
      case 'audience.import.progressed.v1':
      case 'audience.import.completed.v1':
      case 'audience.import.failed.v1':
      case 'audience.import.cancelled.v1':
        return;
    }
  }

  @OnGivenUp(topics.import)
  async giveUp(given: GivenUp<ImportEvent>): Promise<void> {
    const { event } = given;
    // The others are not handled, so they cannot fail.
    if (event.type !== 'audience.import.requested.v1') return;
    await this.importFile.giveUp(event, givenUpFailure('import.given-up', given));
  }
}
