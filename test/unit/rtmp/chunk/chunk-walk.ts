/** Reads chunk headers without the reader under test, so that tests can look at what really goes on the wire. */

/** One chunk as it stands on the wire. */
export type WireChunk = {
  readonly fmt: number;
  readonly chunkStreamId: number;
  readonly opensMessage: boolean;
  /** The 24-bit field of fmt 0, 1 and 2; null for fmt 3. */
  readonly time: number | null;
  readonly extended: number | null;
  readonly type: number;
  readonly length: number;
  readonly streamId: number;
  readonly payload: Uint8Array;
};

type Open = { type: number; length: number; streamId: number; left: number; isExtended: boolean };

/** All buffers in one array. */
export function concat(buffers: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(buffers.flatMap((buffer) => [...buffer]));
}

/** Splits a chunk stream whose chunk size changes only by its own Set Chunk Size messages; csids below 64 only. */
export function walkChunks(bytes: Uint8Array, startSize: number): readonly WireChunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const open = new Map<number, Open>();
  const chunks: WireChunk[] = [];
  let size = startSize;
  let at = 0;
  while (at < bytes.length) {
    const fmt = view.getUint8(at) >> 6;
    const chunkStreamId = view.getUint8(at) & 63;
    at += 1;
    const state = open.get(chunkStreamId) ?? { type: 0, length: 0, streamId: 0, left: 0, isExtended: false };
    open.set(chunkStreamId, state);
    const opensMessage = state.left === 0;
    const time = fmt === 3 ? null : view.getUint32(at) >>> 8;
    if (fmt < 2) {
      state.length = view.getUint32(at + 2) & 0xff_ffff;
      state.type = view.getUint8(at + 6);
    }
    if (fmt === 0) state.streamId = view.getUint32(at + 7, true);
    at += [11, 7, 3, 0][fmt] ?? 0;
    if (fmt < 3) state.isExtended = time === 0xff_ffff;
    const extended = state.isExtended ? view.getUint32(at) : null;
    if (state.isExtended) at += 4;
    if (opensMessage) state.left = state.length;
    const count = Math.min(state.left, size);
    const payload = bytes.subarray(at, at + count);
    at += count;
    state.left -= count;
    const { type, length, streamId } = state;
    chunks.push({ fmt, chunkStreamId, opensMessage, time, extended, type, length, streamId, payload });
    if (type === 1) size = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
  }
  return chunks;
}
