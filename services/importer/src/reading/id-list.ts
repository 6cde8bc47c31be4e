import type { Cell } from './csv-parser';

const SEPARATOR = ';';

/**
 * The ids of one cell, separated by semicolons; `trimIds` takes the spaces around them away. Ids that hold a semicolon are written as
 * a JSON list (`["a;1","b"]`), as our own exports do. Nothing between two semicolons, and a blank cell, is no id.
 */
export function readIdList(cell: Cell | undefined): readonly string[] | undefined {
  if (cell === null || cell === undefined) return undefined;
  return listOf(cell) ?? cell.split(SEPARATOR).filter((id) => id.trim() !== '');
}

function listOf(cell: string): readonly string[] | undefined {
  if (!cell.startsWith('[')) return undefined;
  try {
    const list: unknown = JSON.parse(cell);
    return Array.isArray(list) && list.every((id) => typeof id === 'string') ? list : undefined;
  } catch {
    // An id may begin with a bracket.
    return undefined;
  }
}
