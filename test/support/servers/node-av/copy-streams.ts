/**
 * A process of its own with FFmpeg 8.1: `node copy-streams.ts '{"input":…}'` copies streams without decoding and notes
 * each packet. It is publisher, player, one-shot server, and the only reader of Enhanced RTMP here that is not ours.
 */
import { writeFileSync } from 'node:fs';
import { AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import { Dictionary, FFmpegError, FormatContext, Packet, Rational, type Stream } from 'node-av/lib';
import { copyWishSchema, type CopyNotes, type CopyWish } from './copy-notes.ts';

/** What FLV and RTMP count in. */
const millis = { num: 1, den: 1000 };

type NotedStream = CopyNotes['streams'][number];

function check(code: number, what: string): void {
  FFmpegError.throwIfError(code, what);
}

function describe({ codecpar }: Stream): NotedStream {
  const isVideo = codecpar.codecType === AVMEDIA_TYPE_VIDEO;
  const isAudio = codecpar.codecType === AVMEDIA_TYPE_AUDIO;
  return {
    track: isVideo ? 'video' : isAudio ? 'audio' : 'other',
    codec: codecpar.getCodecString() ?? '',
    description: codecpar.extradata?.toString('base64') ?? '',
    width: isVideo ? codecpar.width : 0,
    height: isVideo ? codecpar.height : 0,
    sampleRate: isAudio ? codecpar.sampleRate : 0,
    channels: isAudio ? codecpar.channels : 0,
  };
}

async function openOutput(url: string, input: FormatContext): Promise<FormatContext> {
  const output = new FormatContext();
  check(output.allocOutputContext2(null, 'flv', url), 'no such format');
  for (const { codecpar } of input.streams) {
    const stream = output.newStream();
    check(codecpar.copy(stream.codecpar), 'can not copy the parameters');
    // The tag of another container, such as `hvc1` of MP4, would be refused.
    stream.codecpar.codecTag = 0;
    stream.timeBase = new Rational(millis.num, millis.den);
  }
  check(await output.openOutput(), `can not open ${url}`);
  check(await output.writeHeader(), 'can not write the header');
  return output;
}

/** Waits until `dts` is due at `speed` times its own pace, counted from the first call. */
function pacer(speed: number): (dts: number) => Promise<void> {
  let start: { readonly at: number; readonly dts: number } | null = null;
  return async (dts) => {
    start ??= { at: performance.now(), dts };
    const wait = start.at + (dts - start.dts) / speed - performance.now();
    await new Promise((resolve) => {
      setTimeout(resolve, wait);
    });
  };
}

async function copy(wish: CopyWish): Promise<void> {
  const input = new FormatContext();
  input.allocContext();
  const options = Dictionary.fromObject(wish.inputOptions ?? {});
  check(await input.openInput(wish.input, null, options), `can not open ${wish.input}`);
  check(await input.findStreamInfo(), 'can not find the streams');
  process.stdout.write(`streams: ${input.nbStreams}\n`);
  const output = wish.output === undefined ? null : await openOutput(wish.output, input);
  const due = wish.speed === undefined ? null : pacer(wish.speed);
  const packets: CopyNotes['packets'] = [];
  const packet = new Packet();
  packet.alloc();
  while ((await input.readFrame(packet)) >= 0) {
    const stream = input.streams[packet.streamIndex];
    if (stream !== undefined) {
      packet.rescaleTs(stream.timeBase, millis);
      const [dts, pts] = [Number(packet.dts), Number(packet.pts)];
      const bytes = packet.data?.toString('base64') ?? '';
      packets.push({ stream: packet.streamIndex, dts, pts, isKeyFrame: packet.isKeyframe, bytes });
      await due?.(dts);
      if (output !== null) check(await output.interleavedWriteFrame(packet), 'can not write a packet');
    }
    packet.unref();
  }
  if (output !== null) {
    check(await output.writeTrailer(), 'can not write the end');
    await output.closeOutput();
  }
  const notes: CopyNotes = { streams: input.streams.map(describe), packets };
  if (wish.notes !== undefined) writeFileSync(wish.notes, JSON.stringify(notes));
}

await copy(copyWishSchema.parse(JSON.parse(process.argv[2] ?? '{}')));
// FFmpeg's threads would keep the process.
process.exit(0);
