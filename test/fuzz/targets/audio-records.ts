/** Configuration records and frame headers of AAC, Opus, FLAC, MP3 and AC-3: sane figures, and headers that write back. */
import { readAudioSpecificConfig, writeAudioSpecificConfig } from '../../../shared/media/aac.ts';
import { codecStringOf } from '../../../shared/media/codecs/codec-string.ts';
import { readFlacHeader, toFlacHeader } from '../../../shared/media/codecs/flac.ts';
import { opusPacketSamples, readOpusBox, readOpusHead, writeOpusHead } from '../../../shared/media/codecs/opus.ts';
import { readAc3Frame, readMp3Frame } from '../../../shared/media/codecs/sync-frame.ts';
import { hex } from '../../unit/wire/amf0-table.ts';
import { insist, insistSame } from './support/insist.ts';

function insistSound({ sampleRate, channels }: { readonly sampleRate: number; readonly channels: number }): void {
  insist(sampleRate >= 0 && sampleRate <= 0xffff_ffff && Number.isFinite(sampleRate), 'rates are sane');
  insist(Number.isInteger(channels) && channels >= 1 && channels <= 255, 'there is a channel');
}

function tryAac(bytes: Uint8Array): void {
  const config = readAudioSpecificConfig(bytes);
  codecStringOf('aac', bytes);
  if (!config.ok) return;
  insistSound(config.value);
  const { sampleRate, channels } = config.value;
  const written = writeAudioSpecificConfig(sampleRate, channels);
  if (!written.ok) return;
  const again = readAudioSpecificConfig(written.value);
  insistSame(again.ok && [again.value.sampleRate, again.value.channels], [sampleRate, channels], 'it writes back');
}

function tryOpus(bytes: Uint8Array): void {
  const samples = opusPacketSamples(bytes);
  insist(samples >= 0 && samples <= 5760, 'a packet lasts 120 ms at most');
  for (const read of [readOpusHead, readOpusBox]) {
    const head = read(bytes);
    if (!head.ok) continue;
    insistSound(head.value);
    insistSame(readOpusHead(writeOpusHead(head.value)), head, 'the header writes back');
  }
}

function tryFlac(bytes: Uint8Array): void {
  const stream = readFlacHeader(bytes);
  if (stream.ok) insistSound(stream.value);
  const header = toFlacHeader(bytes);
  if (header.ok) insistSame(toFlacHeader(header.value), header, 'a header stays what it is');
  if (header.ok) insistSame(readFlacHeader(header.value), stream, 'both forms say the same');
}

function tryFrames(bytes: Uint8Array): void {
  for (const read of [readMp3Frame, readAc3Frame]) {
    const frame = read(bytes);
    if (!frame.ok) continue;
    insistSound(frame.value);
    insist(frame.value.samples > 0 && frame.value.samples <= 1536, 'a frame has samples');
  }
}

const tries = [tryAac, tryOpus, tryFlac, tryFrames] as const;

export function fuzz(data: Uint8Array): void {
  const attempt = tries[(data[0] ?? 0) % tries.length];
  attempt?.(data.subarray(1));
}

export function seeds(): readonly Uint8Array[] {
  const info = '1000 1000 000000 000000 0ac442f0 00000000 00000000000000000000000000000000';
  return [
    hex('00 1190'),
    hex('00 2b920800'),
    hex('00 f8e85000bb8010'),
    hex('01 4f70757348656164 01 02 3801 80bb0000 0000 00'),
    hex('01 4f70757348656164 01 06 3801 80bb0000 0000 01 04 02 000401020305'),
    hex('01 00 02 0138 0000bb80 0000 00'),
    hex('01 fc0102'),
    hex(`02 664c6143 80 000022 ${info}`),
    hex(`02 ${info}`),
    hex('03 fffb9064'),
    hex('03 0b770000 1040 4300'),
    hex('03 0b77 01ff 34 80'),
  ];
}
