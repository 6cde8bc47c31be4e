import type { RowProblem } from '../domain/row-problem';
import { FileError } from './file-error';
import { MAX_ROW_BYTES } from './raw-row';

/** A cell: null when it is empty and has no quotes (no value), `''` when it is a pair of quotes (the empty text). */
export type Cell = string | null;

/** A record of CSV, and the line on which it begins. */
export type CsvRecord = { readonly line: number; readonly length: number } & (
  { readonly cells: readonly Cell[] } | { readonly problem: RowProblem }
);

/** What follows a position: a record and where it ends, or undefined when its end has not arrived yet. */
type Parsed =
  | { readonly end: number; readonly content: { readonly cells: Cell[] } | { readonly problem: RowProblem } }
  | undefined;

const QUOTE = '"';
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * CSV as RFC 4180 has it (commas, doubled quotes, lines in LF or CRLF), fed with pieces of text. Empty lines are skipped.
 *
 * Rejected: the package csv-parse. It needs a callback per cell to tell an empty cell from an empty text, and took 37 µs a row
 * of seven columns where this takes 2; and it reads on to the end of the file after a quote that is never closed.
 */
export class CsvParser {
  private text = '';
  private line = 1;
  private isStart = true;

  /**
   * The records that are complete after this piece; all of them after the `last` one.
   * @throws FileError `file.csv-invalid` when a quote is never closed: what follows cannot be told apart.
   */
  push(piece: string, last = false): CsvRecord[] {
    const text = this.text + (this.isStart && piece.startsWith(BYTE_ORDER_MARK) ? piece.slice(1) : piece);
    if (piece !== '') this.isStart = false;
    const records: CsvRecord[] = [];
    let at = 0;
    let quote = nextQuote(text, 0);
    while (at < text.length) {
      const newline = text.indexOf('\n', at);
      if (newline === -1 && !last) break;
      const end = newline === -1 ? text.length : newline;
      if (quote < at) quote = nextQuote(text, at);
      if (quote > end) {
        if (!isEmptyLine(text, at, end)) {
          records.push({ line: this.line, length: end - at, cells: splitCells(lineOf(text, at, end)) });
        }
        this.line++;
        at = end + 1;
        continue;
      }
      const parsed = parseQuoted(text, at, last);
      if (!parsed) break;
      records.push({ line: this.line, length: parsed.end - at, ...parsed.content });
      this.line += countLines(text, at, parsed.end) + 1;
      at = parsed.end + 1;
    }
    this.text = at >= text.length ? '' : text.slice(at);
    if (this.text !== '' && (last || this.text.length > MAX_ROW_BYTES)) throw unclosed(this.line);
    return records;
  }
}

/** A record that has quotes, character by character where it must be. */
function parseQuoted(text: string, start: number, last: boolean): Parsed {
  const cells: Cell[] = [];
  for (let at = start; ;) {
    const quoted = text[at] === QUOTE;
    const end = quoted ? closingQuote(text, at) : endOfCell(text, at);
    // A quote at the very end may be the first of a doubled one, and a cell may go on.
    if (end === -1 || (end >= text.length - 1 && !last)) return undefined;
    const cell = text.slice(quoted ? at + 1 : at, end);
    if (quoted) cells.push(cell.replaceAll('""', QUOTE));
    else if (cell.includes(QUOTE)) return broken(text, end, 'a cell has quotes, but does not begin with one');
    else cells.push(trimReturn(cell, text[end] !== ',') || null);

    const next = quoted ? afterQuote(text, end + 1) : end;
    if (next === undefined) return broken(text, end, 'a closing quote is followed by more text');
    if (text[next] !== ',') return { end: next, content: { cells } };
    at = next + 1;
  }
}

/** The record is given up; the next one begins on the next line. */
function broken(text: string, at: number, message: string): Parsed {
  const newline = text.indexOf('\n', at);
  const end = newline === -1 ? text.length : newline;
  return { end, content: { problem: { code: 'row.csv-invalid', message } } };
}

function closingQuote(text: string, opening: number): number {
  let at = text.indexOf(QUOTE, opening + 1);
  while (at !== -1 && text[at + 1] === QUOTE) at = text.indexOf(QUOTE, at + 2);
  return at;
}

/** Where the cell that begins at `at` ends: at a comma, a line's end, or the end of the text. */
function endOfCell(text: string, at: number): number {
  for (let end = at; end < text.length; end++) {
    if (text[end] === ',' || text[end] === '\n') return end;
  }
  return text.length;
}

/** The comma or line's end after a closing quote; undefined when something else is there. */
function afterQuote(text: string, at: number): number | undefined {
  const next = text[at] === '\r' ? at + 1 : at;
  const isEnd = next >= text.length || text[next] === '\n';
  return isEnd ? next : next === at && text[at] === ',' ? at : undefined;
}

function splitCells(line: string): Cell[] {
  const cells: Cell[] = line.split(',');
  for (let at = 0; at < cells.length; at++) if (cells[at] === '') cells[at] = null;
  return cells;
}

function lineOf(text: string, start: number, end: number): string {
  return text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
}

function isEmptyLine(text: string, start: number, end: number): boolean {
  return end === start || (end === start + 1 && text[start] === '\r');
}

function trimReturn(cell: string, isLast: boolean): string {
  return isLast && cell.endsWith('\r') ? cell.slice(0, -1) : cell;
}

function nextQuote(text: string, from: number): number {
  const at = text.indexOf(QUOTE, from);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}

function countLines(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function unclosed(line: number): FileError {
  return new FileError(
    'file.csv-invalid',
    `line ${line}: a quote is never closed, or the row has more than ${MAX_ROW_BYTES} characters`,
  );
}
