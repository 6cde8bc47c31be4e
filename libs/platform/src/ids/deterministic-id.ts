import { createHash } from 'node:crypto';

/** Namespace of every UUIDv5 that Muster makes. */
const NAMESPACE = Buffer.from('6f1d9c0e6c2b5f0c9a7e3d4b8a215c90', 'hex');

/**
 * UUIDv5 (RFC 9562, section 5.5) of what the parts name. Equal parts give equal ids: repeated work is recognisable.
 * Parts are length-prefixed, so `('ab', 'c')` and `('a', 'bc')` differ.
 */
export function deterministicId(...parts: readonly (string | number)[]): string {
  const hash = createHash('sha1').update(NAMESPACE);
  for (const part of parts) {
    const text = String(part);
    hash.update(`${Buffer.byteLength(text)}:`).update(text);
  }
  const bytes = hash.digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
