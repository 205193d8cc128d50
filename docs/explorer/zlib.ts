/** In place of `node:zlib`, for the archives that `src/data/arrays/zip.ts` reads. */
import { Inflate, inflateSync } from 'fflate';

export const constants = { Z_SYNC_FLUSH: 2 } as const;

/** Unpacks what is packed; with `finishFlush` the beginning of it, as far as it goes. */
export function inflateRawSync(
  bytes: Uint8Array,
  { finishFlush, maxOutputLength }: { readonly finishFlush?: number; readonly maxOutputLength: number },
): Uint8Array {
  if (finishFlush === undefined) return inflateSync(bytes, { out: new Uint8Array(maxOutputLength) });
  const parts: Uint8Array[] = [];
  const inflate = new Inflate((part) => parts.push(part));
  inflate.push(bytes, false);
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** The checksum of zip archives, by its polynomial x³² + x²⁶ + … + 1 with its bits in reverse. */
export function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let crc = n;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
