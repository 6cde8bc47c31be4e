import { catalogueName, type IdType } from '@muster/contracts';
import type { Cell } from './csv-parser';
import type { CsvHeader, CsvShape } from './csv-rows';
import { FileError } from './file-error';
import { ID_COLUMNS } from './id-columns';
import { readIdList } from './id-list';

/** Columns by name; names are case-sensitive. */
class Header {
  private readonly places = new Map<string, number>();

  readonly names: readonly string[];

  constructor(private readonly header: CsvHeader) {
    this.names = header.names;
    this.names.forEach((name, place) => {
      if (this.places.has(name)) {
        throw new FileError('file.column-duplicate', `the header names the column "${name}" twice`);
      }
      this.places.set(name, place);
    });
  }

  required(...names: readonly string[]): void {
    const missing = names.filter((name) => !this.places.has(name));
    if (missing.length > 0) {
      throw new FileError(
        'file.column-missing',
        `the header lacks: ${missing.join(', ')}; ${this.described()}`,
      );
    }
  }

  cell(name: string): (cells: readonly Cell[]) => Cell | undefined {
    const place = this.places.get(name);
    return place === undefined ? () => undefined : (cells) => cells[place];
  }

  /** The user of a row, by the one column of ids that the file has. */
  user(): (cells: readonly Cell[]) => { idType: IdType; id: Cell | undefined } {
    const [column, ...more] = Object.keys(ID_COLUMNS).filter((name) => this.places.has(name));
    if (column === undefined) {
      const columns = Object.keys(ID_COLUMNS).join(', ');
      throw new FileError('file.column-missing', `the header lacks one of: ${columns}; ${this.described()}`);
    }
    if (more.length > 0) {
      throw new FileError(
        'file.column-conflict',
        `users are named by one column, not by: ${[column, ...more].join(', ')}`,
      );
    }
    const idType = ID_COLUMNS[column] ?? 'entity';
    const id = this.cell(column);
    return (cells) => ({ idType, id: id(cells) });
  }

  /** The columns beyond `known`, as values by their names. */
  values(known: readonly string[]): (cells: readonly Cell[]) => Record<string, Cell> {
    const others = this.names.flatMap((name, place) => (known.includes(name) ? [] : [{ name, place }]));
    const invalid = others.find(({ name }) => !catalogueName.safeParse(name).success);
    if (invalid) {
      throw new FileError(
        'file.column-unknown',
        `"${invalid.name}" is neither a column of this kind of file nor a valid name`,
      );
    }
    return (cells) => Object.fromEntries(others.map(({ name, place }) => [name, cells[place] ?? null]));
  }

  /** What was found instead, so that a wrong separator or a misspelt column is seen at once. */
  private described(): string {
    const { names, delimiter } = this.header;
    return `it has ${names.length} columns with a ${delimiter} between them: ${names.map((name) => `"${name}"`).join(', ')}`;
  }

  nothingBeyond(known: readonly string[]): void {
    const unknown = this.names.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new FileError('file.column-unknown', `a file of this kind has no column "${unknown}"`);
    }
  }
}

/** `entity_id | account_id | device_id, app, event, time[, event_id]`; every other column is a property. */
export function behaviorShape(csv: CsvHeader): CsvShape {
  const header = new Header(csv);
  header.required('app', 'event', 'time');
  const user = header.user();
  const [app, event, time, eventId] = ['app', 'event', 'time', 'event_id'].map((name) => header.cell(name));
  const properties = header.values([...Object.keys(ID_COLUMNS), 'app', 'event', 'time', 'event_id']);
  return {
    columns: csv.names.length,
    toRecord: (cells) => ({
      user: user(cells),
      app: app?.(cells),
      event: event?.(cells),
      time: time?.(cells),
      ...optional('eventId', eventId?.(cells)),
      properties: properties(cells),
    }),
  };
}

/** `entity_id | account_id | device_id, tag, value, date`, nothing else. An empty value takes the tag away. */
export function tagShape(csv: CsvHeader): CsvShape {
  const header = new Header(csv);
  header.required('tag', 'value', 'date');
  const user = header.user();
  header.nothingBeyond([...Object.keys(ID_COLUMNS), 'tag', 'value', 'date']);
  const [tag, value, date] = ['tag', 'value', 'date'].map((name) => header.cell(name));
  return {
    columns: csv.names.length,
    toRecord: (cells) => ({
      user: user(cells),
      tag: tag?.(cells),
      value: value?.(cells),
      date: date?.(cells),
    }),
  };
}

/** `entity_id[, account_ids][, device_ids]`; every other column is an attribute. An empty cell takes the attribute away. */
export function profileShape(csv: CsvHeader): CsvShape {
  const header = new Header(csv);
  header.required('entity_id');
  const [entityId, accountIds, deviceIds] = ['entity_id', 'account_ids', 'device_ids'].map((name) =>
    header.cell(name),
  );
  const attributes = header.values(['entity_id', 'account_ids', 'device_ids']);
  return {
    columns: csv.names.length,
    toRecord: (cells) => ({
      entityId: entityId?.(cells),
      ...optional('accountIds', readIdList(accountIds?.(cells))),
      ...optional('deviceIds', readIdList(deviceIds?.(cells))),
      attributes: attributes(cells),
    }),
  };
}

function optional(name: string, value: unknown): Record<string, unknown> {
  return value === undefined || value === null ? {} : { [name]: value };
}
