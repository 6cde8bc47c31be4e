import { MISSING, pointerTo, type Diagnostic } from '@muster/contracts';
import type { z } from 'zod';

/** Everything that a contract's schema, told to speak in `schemaSentences`, finds wrong with a body, each with its JSON pointer. */
export function schemaProblems(error: z.ZodError): Diagnostic[] {
  return error.issues.flatMap((issue) => {
    const pointer = pointerTo('', ...issue.path.map((member) => String(member)));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        code: 'request.unknown-field',
        pointer: pointerTo(pointer, key),
        message: 'there is no such field',
      }));
    }
    const missing = issue.message === MISSING;
    const code = missing ? 'request.missing-field' : 'request.invalid-field';
    return [{ code, pointer, message: issue.message }];
  });
}
