import type { Diagnostic } from '@muster/contracts';

/** How many errors an answer tells of: nobody mends more of them at a time, and a body of 1 MiB can have a hundred thousand. */
export const MAX_PROBLEM_ERRORS = 100;
/** Names of fields are the sender's, and so are parts of messages. With both limits an answer stays below 300 kB. */
const MAX_POINTER = 1_000;
const MAX_MESSAGE = 1_000;

export interface BoundedErrors {
  readonly errors: readonly Diagnostic[];
  /** How many errors were left out. */
  readonly more: number;
}

/** The first errors, with pointers and messages of bounded length: an answer is never much larger than the request. */
export function boundedErrors(errors: readonly Diagnostic[]): BoundedErrors {
  return {
    errors: errors.slice(0, MAX_PROBLEM_ERRORS).map(bounded),
    more: Math.max(0, errors.length - MAX_PROBLEM_ERRORS),
  };
}

export function boundedMessage(message: string): string {
  return message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE).trimEnd()}…`;
}

function bounded(diagnostic: Diagnostic): Diagnostic {
  const { pointer, message } = diagnostic;
  return { ...diagnostic, pointer: boundedPointer(pointer), message: boundedMessage(message) };
}

/** A pointer that is too long leads to the object around the place: cut inside a name it would lead nowhere. */
function boundedPointer(pointer: string): string {
  if (pointer.length <= MAX_POINTER) return pointer;
  return pointer.slice(0, pointer.lastIndexOf('/', MAX_POINTER));
}
