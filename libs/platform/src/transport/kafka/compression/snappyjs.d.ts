/** snappyjs brings no types. */
declare module 'snappyjs' {
  /** @throws Error when the data is broken or longer than `maxLength` bytes. */
  export function uncompress(compressed: Buffer, maxLength?: number): Buffer;
  export function compress(data: Buffer): Buffer;
}
