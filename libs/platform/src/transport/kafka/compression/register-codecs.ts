import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import { compress, decompressors, MAX_DECOMPRESSED_BYTES, type Codec } from './decompress';
import { undecodableBatch } from './undecodable-batch';

const CODECS: readonly Codec[] = [
  CompressionTypes.GZIP,
  CompressionTypes.Snappy,
  CompressionTypes.LZ4,
  CompressionTypes.ZSTD,
];

/** Teaches kafkajs all of Kafka's codecs, for the whole process; may be called again. */
export function registerCodecs(): void {
  for (const codec of CODECS) CompressionCodecs[codec] = () => codecOf(codec);
}

function codecOf(codec: Codec) {
  return {
    compress: ({ buffer }: { readonly buffer: Buffer }) => compress(buffer),
    decompress: async (compressed: Buffer): Promise<Buffer> => {
      try {
        return await decompressors[codec](compressed, MAX_DECOMPRESSED_BYTES);
      } catch (error) {
        const name = CompressionTypes[codec];
        const reason = `${name}: ${error instanceof Error ? error.message : String(error)}`;
        const records = undecodableBatch(compressed, reason);
        if (!records) throw error;
        return records;
      }
    },
  };
}
