import { Injectable } from '@nestjs/common';
import {
  extendCatalogueRequest,
  mergeCatalogue,
  schemaSentences,
  topics,
  type Catalogue,
} from '@muster/contracts';
import { Outbox, ProblemError } from '@muster/platform';
import type { Caller } from '../authentication/caller';
import { refusedBody } from '../http/request-body.pipe';
import { schemaProblems } from '../http/schema-problems';
import { catalogueDeclared } from './catalogue-declared';
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
    const parsed = extendCatalogueRequest.safeParse(body, { error: schemaSentences });
    if (!parsed.success) throw refusedBody(schemaProblems(parsed.error));
    const { mistypedValues: _answered, ...addition } = parsed.data;
    const extend = (current: Catalogue): Catalogue => {
      const merge = mergeCatalogue(current, addition);
      if (merge.ok) return merge.catalogue;
      const [first] = merge.conflicts;
      const message = 'the body contradicts what is declared; nothing was changed';
      throw new ProblemError(409, first?.code ?? 'catalogue.conflict', message, merge.conflicts);
    };
    return this.catalogues.change(organisationId, extend, (catalogue, manager) =>
      this.outbox.add(manager, topics.catalogue, [catalogueDeclared(organisationId, catalogue)]),
    );
  }
}
