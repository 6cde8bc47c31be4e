import { pointerTo, type Diagnostic } from '@muster/contracts';
import type { z } from 'zod';

/** Everything that a contract's schema finds wrong with a body, each with its JSON pointer. */
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
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
    const code = missing ? 'request.missing-field' : 'request.invalid-field';
    return [{ code, pointer, message: lowerFirst(reasonOf(issue)) }];
  });
}

/** A bad key of a record carries its reason inside. */
function reasonOf(issue: z.core.$ZodIssue): string {
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  // What the schema calls a record is an object to whoever wrote the JSON.
  return message.replace('expected record', 'expected object');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
