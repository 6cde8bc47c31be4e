import { Controller } from '@nestjs/common';
import { type TopicEvent, topics } from '@muster/contracts';
import { EventPublisher, OnEvent } from '@muster/platform';
import { compileDefinition } from './compile-definition.use-case';

/** Compiles every definition version. Stateless: everything that the compiler needs is in the event. */
@Controller()
export class CompileDefinitionConsumer {
  constructor(private readonly publisher: EventPublisher) {}

  @OnEvent(topics.definition)
  async handle(event: TopicEvent<typeof topics.definition>): Promise<void> {
    switch (event.type) {
      case 'audience.definition.created.v1':
      case 'audience.definition.changed.v1':
        await this.publisher.publish(topics.plan, [compileDefinition(event.data)]);
    }
  }
}
