import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  catalogueSchema,
  declaredProperties,
  mergeCatalogue,
  schemaSentences,
  topics,
  type Catalogue,
} from '@muster/contracts';
import { createEvent, Outbox, ProblemError } from '@muster/platform';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../authentication/caller';
import { SERVICE } from '../database/schema';
import { refusedBody } from '../http/request-body.pipe';
import { schemaProblems } from '../http/schema-problems';
import { CatalogueRepository } from './catalogue.repository';

/** Adds declarations to the organisation's catalogue. Repeating a request changes nothing. */
@Injectable()
export class ExtendCatalogue {
  constructor(
    private readonly catalogues: CatalogueRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @param body any JSON; checked completely here, because a catalogue has names for keys and no DTO can list them.
   * @returns the whole catalogue after the change.
   * @throws ProblemError 400 with every place that is not a catalogue, 409 `catalogue.conflict` with every contradiction.
   */
  async execute({ organisationId }: Caller, body: unknown): Promise<Catalogue> {
    const parsed = catalogueSchema.safeParse(body, { error: schemaSentences });
    if (!parsed.success) throw refusedBody(schemaProblems(parsed.error));
    const extend = (current: Catalogue): Catalogue => {
      const merge = mergeCatalogue(current, parsed.data);
      if (merge.ok) return merge.catalogue;
      const [first] = merge.conflicts;
      const message = 'the body contradicts what is declared; nothing was changed';
      throw new ProblemError(409, first?.code ?? 'catalogue.conflict', message, merge.conflicts);
    };
    return this.catalogues.change(organisationId, extend, (catalogue, manager) =>
      this.tell(manager, organisationId, catalogue),
    );
  }

  /** All of it each time, also when nothing is new: who has missed one event knows everything after the next. */
  private async tell(manager: EntityManager, organisationId: string, catalogue: Catalogue): Promise<void> {
    const properties = declaredProperties(catalogue);
    const state = createHash('sha256').update(JSON.stringify(properties)).digest('hex');
    const event = createEvent(topics.catalogue, {
      type: 'audience.catalogue.declared.v1',
      service: SERVICE,
      organisationId,
      subject: organisationId,
      key: organisationId,
      identity: [organisationId, state],
      data: { organisationId, properties },
    });
    await this.outbox.add(manager, topics.catalogue, [event]);
  }
}
