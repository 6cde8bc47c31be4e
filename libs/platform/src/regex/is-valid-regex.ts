import { RE2JS, RE2JSException } from 're2js';
import { namesUnknownProperty } from './engine-properties';
import { fitsEngine } from './engine-program';

/**
 * Whether the engine takes a pattern of `matches`, with and without `ignoreCase`. Everything that this takes, the engine does; of
 * what the engine takes, this refuses `\C`, names of groups that are not ASCII or that two groups have, and programs just below the engine's limit.
 * re2js is not the engine's RE2: it knows more Unicode properties, and allows larger programs.
 */
export function isValidRegex(pattern: string): boolean {
  try {
    // Folding makes some programs larger, and others smaller.
    const fits = fitsEngine(pattern, 0) && fitsEngine(pattern, RE2JS.CASE_INSENSITIVE);
    return fits && !namesUnknownProperty(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) return false;
    throw error;
  }
}
