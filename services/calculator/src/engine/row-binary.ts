/*
 * Values in the engine's RowBinary (https://clickhouse.com/docs/interfaces/formats/RowBinary). Everything is little-endian; the state of an
 * aggregate function is its own bytes.
 */

export function uint16Bytes(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** Two numbers of 64 bits, of which the first is the first half of the text. */
export function uuidBytes(uuid: string): Buffer {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 8).reverse();
  bytes.subarray(8).reverse();
  return bytes;
}
