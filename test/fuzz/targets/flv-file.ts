/** FLV files whole and in pieces: the same tags, which lie in the file, and which written again give a file of the same tags. */
import { FlvReader, readFlvFile, writeFlvHeader, writeFlvTag } from '../../../shared/flv/flv-file.ts';
import type { FlvTag } from '../../../shared/flv/flv-file.ts';
import { insist, insistSame } from './support/insist.ts';
import { joined } from './support/wire.ts';

function readPieces(bytes: Uint8Array, size: number): { readonly tags: readonly FlvTag[]; readonly reader: FlvReader } {
  const reader = new FlvReader();
  const tags: FlvTag[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.slice(at, at + size);
    reader.push(piece);
    for (let tag = reader.next(); tag !== null; tag = reader.next()) tags.push({ ...tag, body: tag.body.slice() });
    piece.fill(0xee);
  }
  return { tags, reader };
}

export function fuzz(data: Uint8Array): void {
  const bytes = data.subarray(1);
  const read = readFlvFile(bytes);
  const { tags: pieces, reader } = readPieces(bytes, 1 + (data[0] ?? 0));
  insist(read.ok === reader.isFlv, 'a file is one however it is cut');
  if (!read.ok) return;
  const { tags, isCut } = read.value;
  insistSame([pieces, reader.isInsideTag], [tags, isCut], 'cutting changes nothing');
  const held = tags.reduce((sum, tag) => sum + 11 + tag.body.length, 0);
  insist(held <= bytes.length, 'tags lie in the file');
  const file = joined([writeFlvHeader({ audio: true, video: true }), ...tags.map((tag) => writeFlvTag(tag))]);
  insistSame(readFlvFile(file), { ok: true, value: { tags, isCut: false } }, 'tags write back');
}

export function seeds(): readonly Uint8Array[] {
  const header = joined([Uint8Array.of(7), writeFlvHeader({ audio: true, video: true })]);
  const tag = writeFlvTag({ type: 9, timestamp: 0x7fff_ffff, body: Uint8Array.of(0x17, 0, 0, 0, 0) });
  return [header, joined([header, tag, tag]), joined([header, tag, tag.subarray(0, 12)])];
}
