/** Bytes that are read where they are asked for: of a file of any size, or of memory. */
import { open } from 'node:fs/promises';

/** Something that is read in parts. */
export interface ByteSource {
  readonly size: number;
  /** `length` bytes from `position`, fewer at the end. */
  readonly read: (position: number, length: number) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

/** A file on disk. */
export async function fileBytes(path: string, size: number): Promise<ByteSource> {
  const file = await open(path);
  return {
    size,
    read: async (position, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - position)));
      let filled = 0;
      while (filled < bytes.length) {
        // A system call reads at most 2 GiB.
        const { bytesRead } = await file.read(bytes, filled, Math.min(bytes.length - filled, 2 ** 30), position + filled);
        if (bytesRead === 0) return bytes.subarray(0, filled);
        filled += bytesRead;
      }
      return bytes;
    },
    close: () => file.close(),
  };
}

/** Bytes in memory. */
export function memoryBytes(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (position, length) => Promise.resolve(bytes.subarray(position, position + length)),
    close: () => Promise.resolve(),
  };
}

/** Numbers in bytes. */
export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);
