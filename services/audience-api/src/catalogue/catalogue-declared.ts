import { createHash } from 'node:crypto';
import { declaredProperties, declaredTypes, topics, type Catalogue } from '@muster/contracts';
import { createEvent } from '@muster/platform';
import { SERVICE } from '../database/schema';

/** The event that tells what an organisation has declared: all of it each time, so that who has missed one knows everything after the next. */
export function catalogueDeclared(organisationId: string, catalogue: Catalogue) {
  const properties = declaredProperties(catalogue);
  const declared = declaredTypes(catalogue);
  const state = createHash('sha256')
    .update(JSON.stringify([properties, declared]))
    .digest('hex');
  return createEvent(topics.catalogue, {
    type: 'audience.catalogue.declared.v1',
    service: SERVICE,
    organisationId,
    subject: organisationId,
    key: organisationId,
    identity: [organisationId, state],
    data: { organisationId, properties, declared },
  });
}
