/**
 * Pseudo-random SQL: hashes of a row's number, so that every build has the same data and one expression can be used again
 * where the same value is needed.
 */
const PARTS = 1_000_000;

/** A number from 0 up to (not including) `below`. @param salt tells the draws of one row apart. */
export function randomInteger(row: string, salt: number, below: number): string {
  return `cityHash64(${row}, ${salt}) % ${below}`;
}

/** A number from 0 up to (not including) 1. */
export function randomShare(row: string, salt: number): string {
  return `((${randomInteger(row, salt, PARTS)}) / ${PARTS})`;
}

/** True for a share of the rows. */
export function randomChoice(row: string, salt: number, share: number): string {
  return `(${randomInteger(row, salt, PARTS)}) < ${Math.round(share * PARTS)}`;
}

/** One of the texts; one that is written twice is twice as likely. */
export function randomText(row: string, salt: number, texts: readonly string[]): string {
  return `[${texts.map(quoted).join(', ')}][1 + ${randomInteger(row, salt, texts.length)}]`;
}

/** A text of the benchmark's own as a literal; nothing from outside comes here. */
export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** The UUID by which tables without dense ids know a user. */
export function userIdOf(uid: string): string {
  return `reinterpretAsUUID(concat(reinterpretAsFixedString(sipHash64(${uid})), reinterpretAsFixedString(sipHash64(${uid}, 1))))`;
}
