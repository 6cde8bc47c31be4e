import { createHash } from 'node:crypto';
import { canonicalJson } from '../../value/canonical-json';
import type { CanonicalRule } from './canonical-types';

/**
 * SHA-256 in hexadecimal of a canonical rule, or of a node of one. Independent of the order of JSON members, so that it survives
 * stores that reorder them (jsonb). It names a definition version and keys the cache of evaluated conditions.
 */
export function ruleHash(rule: CanonicalRule): string {
  return createHash('sha256').update(canonicalJson(rule)).digest('hex');
}
