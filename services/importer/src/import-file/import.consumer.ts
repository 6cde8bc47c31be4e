import { Controller } from '@nestjs/common';
import { topics, type TopicEvent } from '@muster/contracts';
import { OnEvent } from '@muster/platform';
import { ImportFileUseCase } from './import-file.use-case';

@Controller()
export class ImportConsumer {
  constructor(private readonly importFile: ImportFileUseCase) {}

  @OnEvent(topics.import)
  async handle(event: TopicEvent<typeof topics.import>): Promise<void> {
    switch (event.type) {
      case 'audience.import.requested.v1':
        await this.importFile.execute(event);
        return;
      // What the importer itself has told.
      case 'audience.import.progressed.v1':
      case 'audience.import.completed.v1':
      case 'audience.import.failed.v1':
        return;
    }
  }
}
