const QUOTE = '"';

/** Where in its cell a character stands; `broken`: nothing but the end of the line can end the row any more. */
type Place = 'cellStart' | 'plain' | 'quoted' | 'closed' | 'broken';

/**
 * Finds the end of a row that is not kept, because it is too long or broken, in however many pieces it arrives. It follows the quotes: the lines of a
 * long text in quotes are no rows, even where they look like some.
 */
export class SkippedRow {
  private place: Place = 'cellStart';
  private newlines = 0;

  constructor(private readonly delimiter: string) {}

  /** A row that is given up in the middle of a line. */
  static restOfLine(delimiter: string): SkippedRow {
    const row = new SkippedRow(delimiter);
    row.place = 'broken';
    return row;
  }

  /** Line ends inside its quotes so far. */
  get lines(): number {
    return this.newlines;
  }

  /** Whether a quote is open. */
  get isOpen(): boolean {
    return this.place === 'quoted';
  }

  /** Where the row's last line ends; undefined when that has not arrived yet. */
  endIn(text: string, from: number): number | undefined {
    for (let at = from; at < text.length; at++) {
      const character = text[at] ?? '';
      if (character !== '\n') this.place = this.after(character);
      else if (this.isOpen) this.newlines++;
      else return at;
    }
    return undefined;
  }

  private after(character: string): Place {
    switch (this.place) {
      case 'quoted':
        return character === QUOTE ? 'closed' : 'quoted';
      case 'closed':
        if (character === QUOTE) return 'quoted';
        if (character === this.delimiter) return 'cellStart';
        return character === '\r' ? 'closed' : 'broken';
      case 'cellStart':
        if (character === QUOTE) return 'quoted';
        return character === this.delimiter ? 'cellStart' : 'plain';
      case 'plain':
        if (character === QUOTE) return 'broken';
        return character === this.delimiter ? 'cellStart' : 'plain';
      case 'broken':
        return 'broken';
    }
  }
}
