/** Makes new inputs out of old ones; what an input means is unknown here. */
import { comparedPair } from './coverage.ts';
import type { Random } from './random.ts';

const edges = [0, 1, 2, 3, 4, 5, 8, 11, 127, 128, 129, 255, 256, 0x7fff, 0xffff, 0x10000, 0xff_ffff, 0x7fff_ffff];
const moreEdges = [0x8000_0000, 0xffff_fffe, 0xffff_ffff];
const mostMutations = 6;

export type Material = {
  readonly random: Random;
  /** Words of the formats: texts and numbers of the source, as bytes. */
  readonly tokens: readonly Uint8Array[];
  /** Inputs to take pieces from. */
  readonly others: readonly Uint8Array[];
  readonly maxLength: number;
};

/** A changed copy of `input`, 1 to `maxLength` bytes long. */
export function mutate(input: Uint8Array, material: Material): Uint8Array {
  let bytes = input;
  const rounds = 1 + material.random.below(mostMutations);
  for (let round = 0; round < rounds; round++) bytes = mutateOnce(bytes, material);
  return bytes.length === 0 ? Uint8Array.of(material.random.below(256)) : bytes.slice(0, material.maxLength);
}

/** The literals of the source as they stand in inputs: text, text with its AMF0 head, numbers of each width. */
export function tokensOf(literals: Iterable<string | number>): readonly Uint8Array[] {
  const tokens: Uint8Array[] = [];
  for (const literal of literals) {
    if (typeof literal === 'string') {
      const text = new TextEncoder().encode(literal);
      tokens.push(text, Uint8Array.of(2, text.length >> 8, text.length & 255, ...text));
    } else if (Number.isInteger(literal) && literal >= 0 && literal <= 0xffff_ffff) {
      tokens.push(bigEndian(literal, widthOf(literal)), bigEndian(literal, 4));
      const float = new Uint8Array(8);
      new DataView(float.buffer).setFloat64(0, literal);
      tokens.push(float);
    }
  }
  return tokens;
}

/** One change at `at`, an offset up to the length. */
type Mutation = (bytes: Uint8Array, at: number, material: Material) => Uint8Array;

const mutations: readonly Mutation[] = [
  (bytes, at, { random }) => overwrite(bytes, at, Uint8Array.of((bytes[at] ?? 0) ^ (1 << random.below(8)))),
  (bytes, at, { random }) => overwrite(bytes, at, Uint8Array.of(random.below(256))),
  (bytes, at, { random }) => overwrite(bytes, at, edgeNumber(random)),
  (bytes, at, { random }) => overwrite(bytes, at, Uint8Array.of(((bytes[at] ?? 0) + random.below(35) - 17) & 255)),
  (bytes, at, { random }) => splice(bytes, at, 1 + random.below(8), empty),
  (bytes, at, { random }) => splice(bytes, at, 1 + random.below(Math.max(bytes.length >> 1, 1)), empty),
  (bytes, at, { random }) => splice(bytes, at, 0, randomBytes(random)),
  (bytes, at, { random }) => splice(bytes, at, 0, pieceOf(bytes, random)),
  (bytes, at, { random, others }) => splice(bytes, at, random.below(9), pieceOf(random.pick(others) ?? bytes, random)),
  (bytes, at, { random, tokens }) => splice(bytes, at, random.below(2) * random.below(9), random.pick(tokens) ?? empty),
  (bytes, at, { random, tokens }) => overwrite(bytes, at, random.pick(tokens) ?? empty),
  (bytes, _at, { random }) => towardsComparison(bytes, random),
];

function mutateOnce(bytes: Uint8Array, material: Material): Uint8Array {
  const mutation = material.random.pick(mutations);
  return mutation?.(bytes, material.random.below(bytes.length + 1), material) ?? bytes;
}

const empty = new Uint8Array(0);

function edgeNumber(random: Random): Uint8Array {
  const value = random.pick(random.below(5) === 0 ? moreEdges : edges) ?? 0;
  const bytes = bigEndian(value, Math.max(widthOf(value), 1 + random.below(4)));
  return random.below(6) === 0 ? bytes.toReversed() : bytes;
}

function randomBytes(random: Random): Uint8Array {
  const value = random.below(256);
  const isRepeated = random.below(2) === 0;
  return Uint8Array.from({ length: 1 + random.below(isRepeated ? 160 : 12) }, () =>
    isRepeated ? value : random.below(256),
  );
}

function pieceOf(bytes: Uint8Array, random: Random): Uint8Array {
  const start = random.below(bytes.length);
  return bytes.subarray(
    start,
    start + 1 + random.below(Math.min(bytes.length - start, random.below(2) === 0 ? 16 : 512)),
  );
}

/** Finds one side of a comparison in the input and puts the other side there, or one off it. */
function towardsComparison(bytes: Uint8Array, random: Random): Uint8Array {
  const pair = comparedPair(random.below(64));
  if (pair === null) return bytes;
  const [have, want] = random.below(2) === 0 ? pair : [pair[1], pair[0]];
  const goal = Math.min(Math.max(want + random.below(3) - 1, 0), 0xffff_ffff);
  if (!Number.isInteger(have) || have < 0 || have > 0xffff_ffff || !Number.isInteger(goal)) return bytes;
  const width = Math.max(widthOf(have), widthOf(goal), 1 + random.below(4));
  const isLittle = random.below(5) === 0;
  const [from, to] = [bigEndian(have, width), bigEndian(goal, width)];
  const found = placesOf(bytes, isLittle ? from.toReversed() : from);
  const place = random.pick(found);
  return place === undefined ? bytes : overwrite(bytes, place, isLittle ? to.toReversed() : to);
}

function placesOf(bytes: Uint8Array, needle: Uint8Array): readonly number[] {
  const places: number[] = [];
  for (let at = 0; at + needle.length <= bytes.length && places.length < 64; at++) {
    if (needle.every((byte, index) => bytes[at + index] === byte)) places.push(at);
  }
  return places;
}

function widthOf(value: number): number {
  return value < 0x100 ? 1 : value < 0x1_0000 ? 2 : value < 0x100_0000 ? 3 : 4;
}

function bigEndian(value: number, width: number): Uint8Array {
  return Uint8Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** (width - 1 - index)) & 255);
}

function overwrite(bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array {
  return splice(bytes, at, piece.length, piece);
}

function splice(bytes: Uint8Array, at: number, remove: number, piece: Uint8Array): Uint8Array {
  const tail = bytes.subarray(Math.min(at + remove, bytes.length));
  const result = new Uint8Array(at + piece.length + tail.length);
  result.set(bytes.subarray(0, at));
  result.set(piece, at);
  result.set(tail, at + piece.length);
  return result;
}
