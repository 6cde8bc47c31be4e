import { z } from 'zod';

/** The position of a page: after this uid, in the result of this run, whatever is published meanwhile. */
const memberCursor = z.strictObject({ run: z.uuid(), after: z.number().int().min(0).max(0xffff_fffe) });
export type MemberCursor = z.infer<typeof memberCursor>;

export function encodeCursor(cursor: MemberCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/**
 * Undefined when the text is not a cursor. A cursor is not signed: it is checked against the runs of the audience that the
 * caller may see, so a made-up one shows nothing that a page would not.
 */
export function decodeCursor(text: string): MemberCursor | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return memberCursor.safeParse(parsed).data;
  } catch {
    return undefined;
  }
}
