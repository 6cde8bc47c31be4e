import { SHARDS_PER_SPAN, USERS_PER_SHARD, USERS_PER_SPAN } from '@muster/contracts';
import { SpanUsers } from './span-users';

/*
 * States of the engine's `groupBitmap` over UInt32 (ClickHouse, `AggregateFunctionGroupBitmapData.h`): a byte, 0 before up to 32
 * users, counted and then four bytes each, or 1 before a Roaring bitmap, with its length. Counts and lengths are in LEB128, everything is
 * little-endian.
 *
 * Roaring bitmaps are in the portable format (RoaringFormatSpec): a cookie, the containers' keys and cardinalities, offsets, and the
 * containers. A container has the users of one key, the upper half of their ids: as a list of the lower halves up to 4,096 users, as
 * 65,536 bits, or as runs of users that follow one another.
 */
const FEW = 0;
const ROARING = 1;
const MOST_OF_FEW = 32;

const COOKIE = 12_346;
const COOKIE_WITH_RUNS = 12_347;
const CONTAINER_IDS = 2 ** 16;
const MOST_LISTED = 4_096;
const BITSET_BYTES = CONTAINER_IDS / 8;
const CONTAINERS_OF_SHARD = USERS_PER_SHARD / CONTAINER_IDS;
const CONTAINERS_OF_SPAN = CONTAINERS_OF_SHARD * SHARDS_PER_SPAN;
/** With runs, fewer containers than this have no offsets. */
const FEWEST_WITH_OFFSETS = 4;

class OtherSpanError extends Error {
  constructor(span: number) {
    super(`there are users of another span than ${span}`);
  }
}

/**
 * @param state bytes of a `groupBitmap` state of UInt32 that has users of one span.
 * @throws Error when the bytes are nothing of the kind, or have users of another span.
 */
export function readEngineBitmap(state: Buffer, span: number): SpanUsers {
  try {
    const { value: size, end } = readLeb128(state, 1);
    const content = state.subarray(end);
    if (state[0] === FEW && content.length === size * 4) return readFew(content, span);
    if (state[0] === ROARING && content.length === size) return readRoaring(content, span);
  } catch (error) {
    if (error instanceof OtherSpanError) throw error;
    throw new Error(`${state.length} bytes are no state of groupBitmap`, { cause: error });
  }
  throw new Error(`${state.length} bytes are no state of groupBitmap`);
}

/** Some ids of a span: from one of them up to before another, both multiples of 65,536. */
interface IdRange {
  readonly from: number;
  readonly to: number;
}

const everyId: IdRange = { from: 0, to: USERS_PER_SPAN };

/** The ids of one of the shards of a span. */
export function idsOfShard(shard: number, span: number): IdRange {
  const from = (shard - span) * USERS_PER_SHARD;
  return { from, to: from + USERS_PER_SHARD };
}

/** The state of some users of a span, as the engine reads it. */
export function writeEngineBitmap(users: SpanUsers, span: number, ids = everyId): Buffer {
  const count = users.count(ids.from, ids.to);
  if (count > MOST_OF_FEW) {
    const content = writeRoaring(users, span, ids);
    return Buffer.concat([Buffer.from([ROARING]), leb128(content.length), content]);
  }
  const content = Buffer.alloc(count * 4);
  let at = 0;
  users.forEach(
    (id) => {
      at = content.writeUInt32LE(span * USERS_PER_SHARD + id, at);
    },
    ids.from,
    ids.to,
  );
  return Buffer.concat([Buffer.from([FEW]), leb128(count), content]);
}

function readFew(content: Buffer, span: number): SpanUsers {
  const users = SpanUsers.nobody();
  for (let at = 0; at < content.length; at += 4) {
    const user = content.readUInt32LE(at);
    users.add(containerOf(user >>> 16, span) * CONTAINER_IDS + (user % CONTAINER_IDS));
  }
  return users;
}

function readRoaring(bytes: Buffer, span: number): SpanUsers {
  const cookie = bytes.readUInt32LE(0);
  const hasRuns = cookie % CONTAINER_IDS === COOKIE_WITH_RUNS;
  if (!hasRuns && cookie !== COOKIE) throw new Error('another cookie');
  const containers = hasRuns ? (cookie >>> 16) + 1 : bytes.readUInt32LE(4);
  const runs = hasRuns ? bytes.subarray(4, 4 + Math.ceil(containers / 8)) : undefined;
  const header = runs ? 4 + runs.length : 8;
  const hasOffsets = !hasRuns || containers >= FEWEST_WITH_OFFSETS;
  const last = containerOf(bytes.readUInt16LE(header + (containers - 1) * 4), span);
  const users = SpanUsers.nobody((last + 1) * CONTAINER_IDS);
  let at = header + containers * (hasOffsets ? 8 : 4);
  for (let index = 0; index < containers; index += 1) {
    const key = bytes.readUInt16LE(header + index * 4);
    const cardinality = bytes.readUInt16LE(header + index * 4 + 2) + 1;
    const first = containerOf(key, span) * CONTAINER_IDS;
    const isRun = (((runs?.[index >>> 3] ?? 0) >>> (index & 7)) & 1) === 1;
    const read = isRun ? readRuns : cardinality > MOST_LISTED ? readBitset : readList;
    at = read(bytes, at, users, first, cardinality);
  }
  return users;
}

/** Reads a container at a place and answers where the next one is. */
type ReadContainer = (
  bytes: Buffer,
  start: number,
  users: SpanUsers,
  first: number,
  cardinality: number,
) => number;

const readList: ReadContainer = (bytes, start, users, first, cardinality) => {
  const end = start + cardinality * 2;
  for (let at = start; at < end; at += 2) users.add(first + bytes.readUInt16LE(at));
  return end;
};

const readBitset: ReadContainer = (bytes, start, users, first) => {
  const end = start + BITSET_BYTES;
  if (end > bytes.length) throw new Error('a container ends too early');
  users.bytes.set(bytes.subarray(start, end), first / 8);
  return end;
};

const readRuns: ReadContainer = (bytes, start, users, first) => {
  const end = start + 2 + bytes.readUInt16LE(start) * 4;
  for (let at = start + 2; at < end; at += 4) {
    const from = first + bytes.readUInt16LE(at);
    const last = from + bytes.readUInt16LE(at + 2);
    for (let id = from; id <= last; id += 1) users.add(id);
  }
  return end;
};

function writeRoaring(users: SpanUsers, span: number, { from, to }: IdRange): Buffer {
  const containers = Array.from({ length: (to - from) / CONTAINER_IDS }, (_, index) => {
    const first = from + index * CONTAINER_IDS;
    return { first, cardinality: users.count(first, first + CONTAINER_IDS) };
  }).filter(({ cardinality }) => cardinality > 0);
  const header = Buffer.alloc(8 + containers.length * 8);
  header.writeUInt32LE(COOKIE, 0);
  header.writeUInt32LE(containers.length, 4);
  const contents: Uint8Array[] = [];
  let offset = header.length;
  for (const [place, { first, cardinality }] of containers.entries()) {
    header.writeUInt16LE(span * CONTAINERS_OF_SHARD + first / CONTAINER_IDS, 8 + place * 4);
    header.writeUInt16LE(cardinality - 1, 8 + place * 4 + 2);
    header.writeUInt32LE(offset, 8 + containers.length * 4 + place * 4);
    const content =
      cardinality > MOST_LISTED
        ? users.bytes.subarray(first / 8, first / 8 + BITSET_BYTES)
        : listOf(users, first, cardinality);
    contents.push(content);
    offset += content.length;
  }
  return Buffer.concat([header, ...contents]);
}

function listOf(users: SpanUsers, first: number, cardinality: number): Buffer {
  const list = Buffer.alloc(cardinality * 2);
  let at = 0;
  users.forEach(
    (id) => {
      at = list.writeUInt16LE(id - first, at);
    },
    first,
    first + CONTAINER_IDS,
  );
  return list;
}

function containerOf(key: number, span: number): number {
  const container = key - span * CONTAINERS_OF_SHARD;
  if (container < 0 || container >= CONTAINERS_OF_SPAN) throw new OtherSpanError(span);
  return container;
}

function readLeb128(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start, weight = 1; ; at += 1, weight *= 128) {
    const byte = bytes.readUInt8(at);
    value += (byte % 128) * weight;
    if (byte < 128) return { value, end: at + 1 };
  }
}

function leb128(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
