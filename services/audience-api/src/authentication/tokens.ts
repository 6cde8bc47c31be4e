import { createHash, randomBytes } from 'node:crypto';

/** A new bearer token: 256 random bits, with a prefix by which secret scanners and people recognise it. */
export function newToken(): string {
  return `muster_${randomBytes(32).toString('base64url')}`;
}

/** SHA-256: enough for tokens, which are random and need no slow hash. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The token of an `Authorization: Bearer` header; undefined when there is none. */
export function bearerToken(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^Bearer ([\x21-\x7e]{1,500})$/i.exec(header)?.[1];
}
