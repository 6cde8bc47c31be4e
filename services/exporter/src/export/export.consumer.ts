import { Controller } from '@nestjs/common';
import { topics } from '@muster/contracts';
import { type GivenUp, givenUpFailure, OnEvent, OnGivenUp } from '@muster/platform';
import { ExportMembers } from './export-members.use-case';
import type { ExportEvent } from './export-request';

/** Takes requested exports; any number of exporters share them as one consumer group. */
@Controller()
export class ExportConsumer {
  constructor(private readonly exportMembers: ExportMembers) {}

  @OnEvent(topics.export)
  async handle(event: ExportEvent): Promise<void> {
    switch (event.type) {
      case 'audience.export.requested.v1':
        await this.exportMembers.execute(event.data);
        break;
      // Told by exporters, for others.
      case 'audience.export.progressed.v1':
      case 'audience.export.completed.v1':
      case 'audience.export.failed.v1':
        break;
    }
  }

  @OnGivenUp(topics.export)
  async giveUp(given: GivenUp<ExportEvent>): Promise<void> {
    const { event } = given;
    // The others are not handled, so they cannot fail.
    if (event.type !== 'audience.export.requested.v1') return;
    await this.exportMembers.giveUp(event.data, givenUpFailure('export.given-up', given));
  }
}
