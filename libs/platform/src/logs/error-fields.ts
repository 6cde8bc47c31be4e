import { isNativeError } from 'node:util/types';

export interface ErrorFields {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ErrorFields;
  readonly errors?: readonly ErrorFields[];
}

/** Causes of causes, and errors of one aggregate, that are told. */
const MAX_DEPTH = 5;
const MAX_ERRORS = 10;

/**
 * What a log tells of an error, and nothing else that it carries: errors of drivers hold the statement with its parameters, which are
 * people's data, and clients with their connections and credentials.
 */
export function errorFields(error: unknown, depth = 0): ErrorFields | undefined {
  if (error === undefined || error === null) return undefined;
  if (!isNativeError(error))
    return { type: typeof error, message: typeof error === 'string' ? error : 'not an error' };
  const cause = depth < MAX_DEPTH ? errorFields(error.cause, depth + 1) : undefined;
  const errors = depth < MAX_DEPTH ? membersOf(error, depth + 1) : [];
  return {
    type: error.name,
    message: error.message,
    ...codeOf(error),
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(cause && { cause }),
    ...(errors.length > 0 && { errors }),
  };
}

function codeOf(error: Error): { code?: string } {
  if (!('code' in error)) return {};
  const { code } = error;
  return typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {};
}

function membersOf(error: Error, depth: number): ErrorFields[] {
  if (!('errors' in error) || !Array.isArray(error.errors)) return [];
  const members = error.errors.slice(0, MAX_ERRORS).filter(isNativeError);
  return members.flatMap((member) => errorFields(member, depth) ?? []);
}
