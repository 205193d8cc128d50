/**
 * The directory of a zip archive, and its members one by one. Ours, because the libraries for it do not check the CRC,
 * and unpack before sizes can be looked at.
 */
import { crc32, inflateRawSync, constants } from 'node:zlib';
import { InputError } from '../../problem/errors.js';
import type { ByteSource } from './bytes.js';
import { reasonOf } from '../table.js';
import { viewOf } from './bytes.js';

/** A member of an archive. */
export interface Member {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** What is unpacked at most, and how many times the size of what it is packed into. */
const MAX_UNPACKED = 4 * 2 ** 30;
const MAX_RATIO = 1000;
/** Of what is packed, so much holds the header of an array. */
const PEEKED = 16_384;

/** The members that the directory at the end of the archive lists. */
export async function zipMembers(name: string, source: ByteSource): Promise<Member[]> {
  const damaged = (why: string) => new InputError('file', name, name, `is no .npz archive, or is damaged: ${why}`);
  const tailStart = Math.max(0, source.size - 65_557);
  const tail = viewOf(await source.read(tailStart, 65_557));
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw damaged('it has no directory');
  let [count, size, offset] = [tail.getUint16(end + 10, true), tail.getUint32(end + 12, true), tail.getUint32(end + 16, true)];
  if (end >= 20 && tail.getUint32(end - 20, true) === 0x07064b50) {
    const large = viewOf(await source.read(Number(tail.getBigUint64(end - 12, true)), 56));
    if (large.byteLength < 56) throw damaged('its directory is cut off');
    [count, size, offset] = [24, 40, 48].map((at) => Number(large.getBigUint64(at + (at === 24 ? 8 : 0), true)));
  }
  if (size > 1e8 || offset + size > source.size) throw damaged('its directory is cut off');
  const directory = viewOf(await source.read(offset, size));
  const members: Member[] = [];
  let at = 0;
  try {
    for (let k = 0; k < count; k++) {
      if (directory.getUint32(at, true) !== 0x02014b50) throw new RangeError('a member is misplaced');
      const lengths = [28, 30, 32].map((place) => directory.getUint16(at + place, true));
      members.push(member(directory, at, lengths));
      at += 46 + lengths[0] + lengths[1] + lengths[2];
    }
  } catch (error) {
    throw damaged(reasonOf(error));
  }
  return members;
}

function member(directory: DataView, at: number, [nameLength, extraLength]: readonly number[]): Member {
  const bytes = new Uint8Array(directory.buffer, directory.byteOffset + at + 46, nameLength);
  let [packed, size, offset] = [20, 24, 42].map((place) => directory.getUint32(at + place, true));
  // Sizes over 4 GiB stand behind the name, in this order, those that need it.
  let extra = at + 46 + nameLength;
  const extraEnd = extra + extraLength;
  for (; extra + 4 <= extraEnd; extra += 4 + directory.getUint16(extra + 2, true)) {
    if (directory.getUint16(extra, true) !== 1) continue;
    let place = extra + 4;
    const large = () => {
      place += 8;
      return Number(directory.getBigUint64(place - 8, true));
    };
    if (size === 0xffffffff) size = large();
    if (packed === 0xffffffff) packed = large();
    if (offset === 0xffffffff) offset = large();
  }
  const encrypted = directory.getUint16(at + 8, true) & 1;
  return {
    name: new TextDecoder().decode(bytes),
    method: encrypted ? -1 : directory.getUint16(at + 10, true),
    packed,
    size,
    crc: directory.getUint32(at + 16, true),
    offset,
  };
}

/** The first bytes of a member, unchecked. */
export async function startOf(name: string, source: ByteSource, entry: Member): Promise<Uint8Array> {
  const bytes = await packedBytes(name, source, entry, PEEKED);
  if (entry.method === 0) return bytes;
  try {
    return inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: PEEKED * 1100 });
  } catch (error) {
    throw new InputError('file', name, entry.name, `${entry.name} is damaged: ${reasonOf(error)}`);
  }
}

/** A member, unpacked and checked. Its size is looked at first. */
export async function unpacked(name: string, source: ByteSource, entry: Member): Promise<Uint8Array> {
  const refuse = (value: unknown, message: string) => new InputError('file', name, value, `${entry.name} ${message}`);
  requireUnpackable(name, [entry]);
  const bytes = await packedBytes(name, source, entry, entry.packed);
  let content: Uint8Array;
  try {
    content = entry.method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: Math.max(1, entry.size) });
  } catch (error) {
    throw refuse(entry.name, `is damaged: ${reasonOf(error)}`);
  }
  if (content.length !== entry.size) throw refuse(content.length, `is damaged: it has ${content.length} of ${entry.size} bytes`);
  if (crc32(content) !== entry.crc) throw refuse(entry.crc, 'is damaged: its checksum (CRC-32) is wrong');
  return content;
}

/** Refuses members that would unpack to too much, before any is. */
export function requireUnpackable(name: string, entries: readonly Pick<Member, 'name' | 'size' | 'packed'>[]): void {
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (size > MAX_UNPACKED) {
    throw new InputError('file', name, size, `unpacks to ${size} bytes; at most 4 GiB are. Save it as .npy or CSV, which are read in parts`);
  }
  const bomb = entries.find((entry) => entry.size > MAX_RATIO * Math.max(1, entry.packed));
  if (bomb === undefined) return;
  const ratio = Math.round(bomb.size / Math.max(1, bomb.packed));
  throw new InputError('file', name, ratio, `${bomb.name} unpacks to ${ratio} times its size; at most ${MAX_RATIO} times is read`);
}

async function packedBytes(name: string, source: ByteSource, entry: Member, length: number): Promise<Uint8Array> {
  if (entry.method !== 0 && entry.method !== 8) {
    throw new InputError('file', name, entry.method, `${entry.name} is encrypted, or packed in a way that NumPy does not use`);
  }
  const local = viewOf(await source.read(entry.offset, 30));
  if (local.byteLength < 30 || local.getUint32(0, true) !== 0x04034b50) {
    throw new InputError('file', name, entry.offset, `is damaged: ${entry.name} is not where its directory says`);
  }
  const from = entry.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  return source.read(from, Math.min(length, entry.packed));
}
