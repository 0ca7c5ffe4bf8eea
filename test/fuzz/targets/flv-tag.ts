/** Tag bodies of every form: parts that lie inside the body, traits that agree, and prefixes that read back. */
import { readTag, tagPrefix, tagTrait, tagTraits } from '../../../shared/flv/tag.ts';
import type { TagPart } from '../../../shared/flv/tag.ts';
import { handshakeBytes, readCapture } from '../../fixtures/corpora/captured.ts';
import { ChunkReader } from '../../../shared/rtmp/chunk/chunk-reader.ts';
import { insist, insistSame } from './support/insist.ts';
import { joined } from './support/wire.ts';

function insistTraits(traits: number, parts: readonly TagPart[]): void {
  const [part] = parts;
  if (part === undefined) return;
  const kind = part.kind === 'command' ? 0 : tagTrait[part.kind];
  insist(part.kind === 'command' || (traits & kind) !== 0, 'traits name the kind of the parts');
  if (part.kind !== 'command') insist(((traits & tagTrait.key) !== 0) === part.isKeyFrame, 'traits name key frames');
}

export function fuzz(data: Uint8Array): void {
  const track = (data[0] ?? 0) % 2 === 0 ? 'video' : 'audio';
  const body = data.subarray(1);
  const traits = tagTraits(track, body);
  const read = readTag(track, body);
  if (!read.ok) {
    insist(typeof read.error.facts['why'] === 'string', 'a refusal has a reason');
    return;
  }
  const held = read.value.reduce((sum, part) => sum + part.data.length, 0);
  insist(held <= body.length && read.value.length <= 256, 'parts lie in the body');
  insistTraits(traits, read.value);
  for (const part of read.value) {
    insist(part.nanos >= 0 && part.nanos < 1_000_000, 'nanoseconds stay below a millisecond');
    insist(Math.abs(part.cts) <= 0x80_0000, 'composition times have 24 bits');
    insistRepeatable(part);
  }
}

/** A part written on its own reads back, but for what its form cannot say; ends and commands need not keep their data. */
function insistRepeatable(part: TagPart): void {
  if (part.kind === 'end' || part.kind === 'command') return;
  const again = readTag(part.track, joined([Uint8Array.from(tagPrefix(part)), part.data]));
  insist(again.ok, `a part of kind ${part.kind} and codec ${part.codec} writes to a body that reads`);
  const known = (some: TagPart | undefined): unknown =>
    some && { ...some, isEnhanced: true, isKeyFrame: some.kind === 'media' && some.isKeyFrame };
  insistSame(known(again.value[0]), known(part), 'a part writes back');
}

export function seeds(): readonly Uint8Array[] {
  const reader = new ChunkReader();
  reader.feed(readCapture('ffmpeg81-hevc-ertmp-srs.c2s').slice(handshakeBytes));
  const found: Uint8Array[] = [];
  for (let step = reader.next(); step.kind === 'message' && found.length < 8; step = reader.next()) {
    const { type, body } = step.message;
    if (type === 8 || type === 9) found.push(joined([Uint8Array.of(type === 9 ? 0 : 1), body.subarray(0, 60)]));
  }
  const fourCc = (name: string): readonly number[] => [...Buffer.from(name, 'latin1')];
  return [
    ...found,
    Uint8Array.of(0, 0x17, 1, 0xff, 0xff, 0xfe, 0, 0, 0, 1, 0x65),
    Uint8Array.of(1, 0xaf, 1, 0x21),
    Uint8Array.of(0, 0x97, 2, 0, 1, 2, 0x01, ...fourCc('av01'), 9),
    Uint8Array.of(0, 0x96, 0x11, ...fourCc('hvc1'), 0, 0, 0, 4, 0, 0, 5, 1, 1, 0, 0, 3, 0, 0, 6),
    Uint8Array.of(0, 0x96, 0x21, ...fourCc('vp09'), 0, 0, 0, 1, 7, ...fourCc('none'), 1, 0, 0, 1, 8),
    Uint8Array.of(1, 0x95, 0x01, ...fourCc('Opus'), 3, 1, 2),
    Uint8Array.of(1, 0x94, ...fourCc('Opus'), 1, 2, 0, 0, 0, 3),
  ];
}
