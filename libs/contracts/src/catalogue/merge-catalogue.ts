import type { Diagnostic } from '../events/common';
import { pointerTo } from '../value/json-pointer';
import {
  MOST_TAG_VALUES,
  type ApplicationDefinition,
  type Catalogue,
  type EventSchema,
  type TagDefinition,
  type ValueType,
} from './catalogue';
import { ownMember } from './lookup';

/** The catalogue with the addition, or every declaration of the addition that contradicts the catalogue. */
export type CatalogueMerge =
  | { readonly ok: true; readonly catalogue: Catalogue }
  | { readonly ok: false; readonly conflicts: Diagnostic[] };

/**
 * Adds declarations to a catalogue. Nothing is ever removed and no declared type changes, because saved rules rely on them; a category
 * tag can gain values. Conflicts have the codes `catalogue.conflict` and `catalogue.too-many-values` and point into the addition.
 */
export function mergeCatalogue(current: Catalogue, addition: Catalogue): CatalogueMerge {
  const merge = new Merge();
  const catalogue = merge.catalogues(current, addition);
  return merge.conflicts.length > 0 ? { ok: false, conflicts: merge.conflicts } : { ok: true, catalogue };
}

/** Merges one part of what was declared with the same part of the addition, which lies at `pointer`. */
type MergePart<Part> = (declared: Part, added: Part, pointer: string) => Part;

class Merge {
  readonly conflicts: Diagnostic[] = [];

  catalogues(current: Catalogue, addition: Catalogue): Catalogue {
    return {
      applications: members(
        current.applications,
        addition.applications,
        '/applications',
        this.applicationPart,
      ),
      attributes: members(current.attributes, addition.attributes, '/attributes', this.typePart),
      tags: members(current.tags, addition.tags, '/tags', this.tagPart),
    };
  }

  private readonly applicationPart: MergePart<ApplicationDefinition> = (declared, added, pointer) => ({
    events: members(declared.events, added.events, pointerTo(pointer, 'events'), this.eventPart),
  });

  private readonly eventPart: MergePart<EventSchema> = (declared, added, pointer) => ({
    properties: members(
      declared.properties,
      added.properties,
      pointerTo(pointer, 'properties'),
      this.typePart,
    ),
  });

  private readonly typePart: MergePart<ValueType> = (declared, added, pointer) => {
    if (declared !== added) {
      this.refuseChange(declared, added, pointer);
    }
    return declared;
  };

  private readonly tagPart: MergePart<TagDefinition> = (declared, added, pointer) => {
    if (declared.kind === 'category' && added.kind === 'category') {
      const values = [...new Set([...declared.values, ...added.values])];
      if (values.length > MOST_TAG_VALUES) {
        const message = `Declare fewer values: the tag would have ${values.length}, and at most ${MOST_TAG_VALUES} are allowed.`;
        this.conflicts.push({
          code: 'catalogue.too-many-values',
          pointer: pointerTo(pointer, 'values'),
          message,
        });
      }
      return { kind: 'category', values };
    }
    if (declared.kind !== added.kind) {
      this.refuseChange(declared.kind, added.kind, pointerTo(pointer, 'kind'));
    }
    return declared;
  };

  private refuseChange(declared: string, added: string, pointer: string): void {
    const message = `Choose another name, or declare it as ${declared} like before: a declared type cannot become ${added}.`;
    this.conflicts.push({ code: 'catalogue.conflict', pointer, message });
  }
}

function members<Part>(
  declared: Readonly<Record<string, Part>>,
  added: Readonly<Record<string, Part>>,
  pointer: string,
  mergePart: MergePart<Part>,
): Record<string, Part> {
  const merged = Object.entries(added).map(([name, part]): [string, Part] => {
    const before = ownMember(declared, name);
    return [name, before === undefined ? part : mergePart(before, part, pointerTo(pointer, name))];
  });
  return Object.fromEntries([...Object.entries(declared), ...merged]);
}
