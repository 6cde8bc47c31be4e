import type { CsvDelimiter } from '@muster/contracts';
import { CsvParser } from './csv-parser';
import { ID_COLUMNS } from './id-columns';

/** In the order in which they are preferred: RFC 4180's own first. */
const CHARACTERS: Readonly<Record<CsvDelimiter, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
};

export function delimiterCharacter(delimiter: CsvDelimiter): string {
  return CHARACTERS[delimiter];
}

/**
 * What separates the cells of a file: the first of comma, semicolon, tab and pipe with which its header has a column of ids,
 * which every file needs; where none has one, whatever makes the most columns, so that the refusal names these. Programs of
 * countries with a decimal comma write semicolons without being asked.
 *
 * Rejected: counting separators in the first rows. Texts hold commas and lists of ids semicolons, and a guess that depends on the
 * data takes the same export apart differently on another day.
 *
 * @throws FileError `file.csv-invalid` when the header has a quote that is never closed.
 */
export function detectDelimiter(header: string): CsvDelimiter {
  const candidates = (Object.keys(CHARACTERS) as CsvDelimiter[]).map((delimiter) => {
    const names = namesOf(header, CHARACTERS[delimiter]);
    return { delimiter, columns: names.length, hasIds: names.some((name) => name in ID_COLUMNS) };
  });
  const withIds = candidates.find(({ hasIds }) => hasIds);
  const widest = candidates.reduce((most, next) => (next.columns > most.columns ? next : most));
  return (withIds ?? widest).delimiter;
}

function namesOf(header: string, character: string): readonly string[] {
  const [record] = new CsvParser(character).push(header, true);
  return record && 'cells' in record ? record.cells.map((cell) => (cell ?? '').trim()) : [];
}
