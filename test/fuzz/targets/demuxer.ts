/** The demuxer on any row of tags: a configuration before media, a key frame after it, and packets that lie in their tags. */
import { TagDemuxer } from '../../../shared/flv/demuxer.ts';
import type { DemuxedItem } from '../../../shared/flv/demuxer.ts';
import { readMetadata } from '../../../shared/flv/metadata.ts';
import { audioCodecOf, videoCodecOf } from '../../../shared/media/codecs/codec.ts';
import { ChunkReader } from '../../../shared/rtmp/chunk/chunk-reader.ts';
import { readAmf0 } from '../../../shared/wire/amf0.ts';
import { handshakeBytes, readCapture } from '../../fixtures/corpora/captured.ts';
import type { CaptureName } from '../../fixtures/corpora/captured.ts';
import { Input } from './support/input.ts';
import { insist } from './support/insist.ts';
import { joined } from './support/wire.ts';

/** Insists on the order of what comes out of each track. */
class Order {
  readonly #configured = new Set<string>();
  readonly #started = new Set<string>();

  take(item: DemuxedItem, body: Uint8Array): void {
    if (item.kind === 'config') this.#onConfig(item.config);
    if (item.kind !== 'packet') return;
    const { track, trackId = 0, isKeyFrame, bytes, pts, dts } = item.packet;
    const name = `${track}${trackId}`;
    insist(this.#configured.has(name), 'a configuration comes before media');
    insist(isKeyFrame || this.#started.has(name), 'a key frame comes first');
    insist(bytes.length > 0 && bytes.length < body.length && bytes.buffer === body.buffer, 'a packet lies in its tag');
    insist(Number.isFinite(pts) && Number.isFinite(dts), 'times are numbers');
    this.#started.add(name);
  }

  #onConfig(config: Extract<DemuxedItem, { kind: 'config' }>['config']): void {
    const name = `${config.track}${config.trackId ?? 0}`;
    this.#configured.add(name);
    if (config.track === 'video') this.#started.delete(name);
    const codec = config.track === 'video' ? videoCodecOf(config.codec) : audioCodecOf(config.codec);
    insist(codec !== null, 'a configuration names a codec');
    const figures = config.track === 'video' ? [config.width, config.height] : [config.sampleRate, config.channels];
    insist(
      figures.every((figure) => Number.isFinite(figure) && figure >= 0),
      'figures are numbers',
    );
  }
}

export function fuzz(data: Uint8Array): void {
  const input = new Input(data);
  const demuxer = new TagDemuxer({ firstVideo: 'wait' });
  const order = new Order();
  let time = 0;
  while (!input.isEmpty) {
    const kind = input.u8() % 8;
    time += input.u8() - 40;
    const body = input.take(input.u16() % 2048);
    if (kind === 7) {
      const values = readAmf0(body);
      const fields = values.ok ? readMetadata(values.value) : null;
      if (fields !== null) demuxer.metadata(fields);
      continue;
    }
    const items = demuxer.push(kind % 2 === 0 ? 'video' : 'audio', time, body);
    insist(items.length <= 2 * Math.max(body.length, 1), 'a tag comes to so many items');
    for (const item of items) order.take(item, body);
  }
}

/** The first tags of a recording, as this target's input. */
function tagsOf(name: CaptureName): Uint8Array {
  const reader = new ChunkReader();
  reader.feed(readCapture(name).slice(handshakeBytes));
  const pieces: Uint8Array[] = [];
  for (let step = reader.next(); step.kind === 'message' && pieces.length < 12; step = reader.next()) {
    const { type, body } = step.message;
    const kind = [9, 8, 18].indexOf(type);
    const tag = body.subarray(0, 120);
    if (kind >= 0) pieces.push(joined([Uint8Array.of([0, 1, 7][kind] ?? 0, 60, 0, tag.length), tag]));
  }
  return joined(pieces);
}

export function seeds(): readonly Uint8Array[] {
  const fourCc = (name: string): readonly number[] => [...Buffer.from(name, 'latin1')];
  const tag = (kind: number, ...bytes: readonly number[]): Uint8Array =>
    Uint8Array.of(kind, 60, 0, bytes.length, ...bytes);
  const opus = [0x4f, 0x70, 0x75, 0x73, 0x48, 0x65, 0x61, 0x64, 1, 2, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0];
  return [
    tagsOf('obs29-nginx.c2s'),
    tagsOf('ffmpeg81-hevc-ertmp-srs.c2s'),
    joined([tag(1, 0x90, ...fourCc('Opus'), ...opus), tag(1, 0x91, ...fourCc('Opus'), 0xfc, 1), tag(1)]),
    joined([
      tag(0, 0x90, ...fourCc('vp09'), 1, 0, 0, 0, 0, 31, 0x80, 1, 1, 1, 0, 0),
      tag(0, 0x91, ...fourCc('vp09'), 0x82),
    ]),
    joined([tag(0, 0x96, 0x01, ...fourCc('avc1'), 1, 0, 0, 0, 1, 0, 0, 0, 1, 0x65)]),
  ];
}
