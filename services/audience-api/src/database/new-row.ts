/** The columns of a row, without its class. */
export type Columns<Entity> = { [Column in keyof Entity]: Entity[Column] };

/** A row that is to be inserted: an instance of its entity, with every column given. */
export function newRow<Entity extends object>(type: new () => Entity, columns: Columns<Entity>): Entity {
  return Object.assign(new type(), columns);
}
