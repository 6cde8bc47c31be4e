import { z } from 'zod';
import { catalogueSchema, tagDefinition } from '../catalogue/catalogue';
import { diagnostic } from '../events/common';
import {
  attributeConditionSchema,
  audienceConditionSchema,
  behaviorConditionSchema,
  compareSchema,
  measureSchema,
  sequenceConditionSchema,
  tagConditionSchema,
} from '../rule/condition.schemas';
import { operand, propertyFilterSchema } from '../rule/predicate.schema';
import { differenceSchema, intersectSchema, notSchema, ruleSchema, unionSchema } from '../rule/rule.schema';
import { durationSchema, windowSchema } from '../rule/window.schema';

/** What the published JSON Schema says of a schema that it names. */
interface SchemaName {
  id: string;
  description: string;
}

/**
 * Schemas that have a name of their own in the published JSON Schemas (`$defs`), instead of being repeated where they are used.
 * Names are part of the published contract: generators of code turn them into types.
 */
export const schemaNames = z.registry<SchemaName>();

function name(schema: z.ZodType, id: string, description: string): void {
  schemaNames.add(schema, { id, description });
}

name(ruleSchema, 'Rule', 'A rule is a node: a set expression or a condition.');
name(intersectSchema, 'Intersect', 'Users in every operand.');
name(unionSchema, 'Union', 'Users in at least one operand.');
name(differenceSchema, 'Difference', 'Users in keep and in none of remove.');
name(notSchema, 'Not', 'Known users of the organisation that are not in the operand.');
name(tagConditionSchema, 'TagCondition', 'Users whose tag has a value.');
name(audienceConditionSchema, 'AudienceCondition', 'Members of the published result of another audience.');
name(
  behaviorConditionSchema,
  'BehaviorCondition',
  'Users by the events that they have, or have not, produced.',
);
name(attributeConditionSchema, 'AttributeCondition', 'Users by an attribute.');
name(sequenceConditionSchema, 'SequenceCondition', 'Users whose events follow each other in this order.');
name(propertyFilterSchema, 'PropertyFilter', 'A filter on a property of an event.');
name(measureSchema, 'Measure', 'What is measured over the matching events; count when it is left out.');
name(compareSchema, 'Compare', 'What the measure must be; at least 1 when it is left out beside a count.');
name(windowSchema, 'Window', 'Where events must lie; local days of the organisation.');
name(durationSchema, 'Duration', 'A length of time.');
name(
  operand,
  'Operand',
  'Numbers are JSON numbers or decimal strings; times are instants with offset or local dates.',
);
name(catalogueSchema, 'Catalogue', 'What an organisation has declared: rules can name nothing else.');
name(tagDefinition, 'TagDefinition', 'A tag, and the values of a category.');
name(diagnostic, 'Diagnostic', 'Something wrong at one place of a document.');
