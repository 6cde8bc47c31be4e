import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A URL of one of these protocols, with the colon. */
export const url = (...protocols: string[]) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol))
    .transform((text) => new URL(text));

/** The content of a file that is named; read once, at the start. */
export const fileContent = z.string().transform((path, context) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    context.addIssue({ code: 'custom', message: 'no such file can be read' });
    return z.NEVER;
  }
});

export const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** `true` or `false`. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
