import {
  MOST_EXAMPLE_CHARACTERS,
  MOST_EXAMPLES,
  type DataValue,
  type DeclaredType,
  type MistypedValues,
} from '@muster/contracts';

/** Where a value stands in the catalogue. */
export type ValuePlace = Pick<MistypedValues, 'kind' | 'app' | 'event' | 'name'>;

/** Places that are told of: those with the most values. A message of so many has less than 150 KiB. */
const MOST_PLACES = 200;

interface Counted {
  readonly place: ValuePlace;
  readonly declared: DeclaredType;
  count: number;
  readonly examples: Set<string>;
}

/** Counts values of another type than the catalogue declares. There are no more counters than declared places. */
export class MistypedTally {
  private readonly places = new Map<string, Counted>();

  add(place: ValuePlace, declared: DeclaredType, value: DataValue): void {
    const key = JSON.stringify([place.kind, place.app, place.event, place.name]);
    const counted = this.places.get(key) ?? { place, declared, count: 0, examples: new Set<string>() };
    this.places.set(key, counted);
    counted.count++;
    if (counted.examples.size < MOST_EXAMPLES) counted.examples.add(exampleOf(value));
  }

  /** What has been counted, most first. */
  list(): MistypedValues[] {
    return [...this.places.values()]
      .sort((one, other) => other.count - one.count)
      .slice(0, MOST_PLACES)
      .map(({ place, declared, count, examples }) => ({
        ...place,
        declared,
        count,
        examples: [...examples],
      }));
  }
}

function exampleOf(value: DataValue): string {
  // Postgres has no NUL in its texts, and of other control characters nobody sees one.
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\p{Cc}/gu, '\ufffd');
  // Cut by code points: half a surrogate pair could not be kept. Twice as many units hold all of them.
  const characters = Array.from(text.slice(0, 2 * MOST_EXAMPLE_CHARACTERS));
  const shown = characters.slice(0, MOST_EXAMPLE_CHARACTERS).join('');
  return shown.length < text.length ? `${shown.replace(/\p{Surrogate}$/u, '')}…` : shown;
}
