/** Runs the media pipeline with this page in main's place: gives orders, acknowledges, and keeps what comes. */
import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  Output,
} from 'mediabunny';
import {
  slateOf,
  workerMessageSchema,
  type ConfigMessage,
  type Order,
  type PacketMessage,
  type SlateMessage,
  type WorkerMessage,
} from '../../../shared/contract/frames.ts';
import { fromSettings, type OldChoice } from '../../../shared/studio/document/default-show.ts';
import { SlatePlayer } from '../../../shared/live/bus/slate-player.ts';
import type { CaptureStatus } from '../../../shared/contract/ipc.ts';
import { createStudioMedia, type AudioLevel, type DeviceList } from '../../../renderer/media/studio-media.ts';

type Arrival = { readonly arrived: number; readonly arrivedMain: number };

/** One slate without its bytes; `packetsBefore` came before it. */
export type SlateFigures = {
  readonly seq: number;
  readonly codec: string;
  readonly description: readonly number[];
  readonly keys: readonly boolean[];
  readonly bytes: readonly number[];
  readonly samples: number;
  readonly packetsBefore: number;
};

/** All that came, without the coded bytes. */
export type Collected = {
  readonly configs: readonly Omit<ConfigMessage, 'description'>[];
  readonly descriptions: readonly number[][];
  /** `arrived` in page ms, `arrivedMain` in µs of the clock this page plays to main's. */
  readonly packets: readonly (Omit<PacketMessage, 'data'> & Arrival & { readonly bytes: number })[];
  readonly messages: readonly WorkerMessage[];
  readonly slates: readonly SlateFigures[];
  readonly kinds: readonly string[];
  readonly statuses: readonly CaptureStatus[];
  readonly levels: readonly AudioLevel[];
  readonly devices: DeviceList | null;
  readonly bad: readonly string[];
};

export type HarnessOptions = { readonly fault: 'none' | 'silent-encoder' | 'failing-encoder'; readonly acks: boolean };

export type Harness = ReturnType<typeof createHarness>;

declare global {
  var createHarness: (options: HarnessOptions) => Harness;
  /** The one under test, kept by the test itself. */
  var harness: Harness;
}

const now = () => Math.round((performance.timeOrigin + performance.now()) * 1000) % 1e13;

function createWorker(fault: HarnessOptions['fault']): Worker {
  if (fault === 'none') {
    return new Worker(new URL('../../../renderer/media/media-worker.ts', import.meta.url), { type: 'module' });
  }
  return new Worker(new URL('./faulty-worker.ts', import.meta.url), { type: 'module', name: fault });
}

function createHarness({ fault, acks }: HarnessOptions) {
  const media = createStudioMedia({ createWorker: () => createWorker(fault) });
  const packets: (PacketMessage & Arrival)[] = [];
  const configs: ConfigMessage[] = [];
  const messages: WorkerMessage[] = [];
  const slates: SlateMessage[] = [];
  const slateFigures: SlateFigures[] = [];
  const kinds: string[] = [];
  const statuses: CaptureStatus[] = [];
  const levels: AudioLevel[] = [];
  const bad: string[] = [];
  let detachPreview = () => {};
  let devices: DeviceList | null = null;
  let port: MessagePort | null = null;
  media.onStatus((status) => statuses.push(status));
  media.onLevel((level) => levels.push(level));
  media.onDevices((list) => {
    devices = list;
  });
  const send = (order: Order) => port?.postMessage(order, []);
  const take = (data: unknown): void => {
    const parsed = workerMessageSchema.safeParse(data);
    if (!parsed.success) {
      bad.push(parsed.error.message);
      return;
    }
    const message = parsed.data;
    kinds.push(
      message.kind === 'packet' || message.kind === 'config' ? `${message.kind} ${message.track}` : message.kind,
    );
    if (message.kind === 'packet') {
      packets.push({ ...message, arrived: performance.now(), arrivedMain: now() });
      if (acks && message.seq % 8 === 0) send({ kind: 'ack', seq: message.seq });
    } else if (message.kind === 'slate') {
      slates.push(message);
      slateFigures.push(figuresOf(message, packets.length));
      if (acks) send({ kind: 'ack', seq: message.seq });
    } else if (message.kind === 'config') configs.push(message);
    else if (message.kind === 'clock') send({ kind: 'clock', workerMicros: message.workerMicros, mainMicros: now() });
    else messages.push(message);
  };
  return {
    media,
    send,
    /** Puts these on air, as a show made of them. */
    choose: (videoSource: OldChoice['videoSource'], audioSource: OldChoice['audioSource']) => {
      let ids = 0;
      const newId = () => {
        ids += 1;
        return `id-${ids}`;
      };
      const choice = { videoSource, audioSource, mix: { gainDb: 0, muted: false } };
      media.setShow('profile', fromSettings(choice, { newId, canvas: { width: 1280, height: 720 } }));
    },
    attach: () => {
      const channel = new MessageChannel();
      port = channel.port1;
      port.addEventListener('message', (event) => take(event.data));
      port.start();
      media.attachPort(channel.port2);
    },
    /** Puts a new canvas in the place of the old and shows the program on it. */
    preview: () => {
      const canvas = document.createElement('canvas');
      canvas.width = 640;
      canvas.height = 360;
      document.querySelector('canvas')?.replaceWith(canvas);
      detachPreview();
      detachPreview = media.attachPreview(canvas);
    },
    previewPixels: () => readCanvas().join(','),
    previewLuma: () => readCanvas().reduce((sum, value) => sum + value, 0) / readCanvas().length,
    lastPts: () => packets.at(-1)?.pts ?? -1,
    hasStopped: () => kinds.at(-1) === 'stopped' || kinds.at(-2) === 'stopped',
    collected: (): Collected => ({
      configs: configs.map(({ description: _description, ...rest }) => rest),
      descriptions: configs.map(({ description }) => [...new Uint8Array(description)]),
      packets: packets.map(({ data, ...rest }) => ({ ...rest, bytes: data.byteLength })),
      messages,
      slates: slateFigures,
      kinds,
      statuses,
      levels,
      devices,
      bad,
    }),
    file: () => writeFile(configs, packets),
    /** The program, and then the last slate for `seconds`, as main sends it when the page is gone. */
    fileWithSlate: (seconds: number) => writeFile(configs, [...packets, ...playSlate(slates.at(-1), packets, seconds)]),
  };
}

function figuresOf({ seq, video, audio }: SlateMessage, packetsBefore: number): SlateFigures {
  return {
    seq,
    codec: video.config.codec,
    description: [...new Uint8Array(video.config.description)],
    keys: video.frames.map(({ key }) => key),
    bytes: video.frames.map(({ data }) => data.byteLength),
    samples: audio.samples,
    packetsBefore,
  };
}

type Filed = Pick<PacketMessage, 'track' | 'pts' | 'key' | 'data'>;

function playSlate(slate: SlateMessage | undefined, packets: readonly Filed[], seconds: number): readonly Filed[] {
  if (slate === undefined) throw new Error('no slate came');
  const player = new SlatePlayer(slateOf(slate));
  const last = (track: Filed['track']) => packets.findLast((packet) => packet.track === track)?.pts ?? 0;
  player.begin({ video: last('video'), audio: last('audio') }, 0);
  const played = Array.from({ length: seconds * 10 }, (_, look) => player.due((look + 1) * 100)).flat();
  return played.map(({ track, pts, isKeyFrame, bytes }) => ({
    track,
    pts,
    key: isKeyFrame,
    data: new Uint8Array(bytes).buffer,
  }));
}

/** The preview shrunk to 64 × 36 RGBA pixels. */
function readCanvas(): readonly number[] {
  const canvas = document.querySelector('canvas');
  const small = new OffscreenCanvas(64, 36).getContext('2d');
  if (canvas === null || small === null) return [];
  small.drawImage(canvas, 0, 0, 64, 36);
  return [...small.getImageData(0, 0, 64, 36).data].filter((_, index) => index % 4 !== 3);
}

/** Puts all packets into a Matroska file, in base64. */
async function writeFile(configs: readonly ConfigMessage[], packets: readonly Filed[]): Promise<string> {
  const target = new BufferTarget();
  const output = new Output({ format: new MkvOutputFormat(), target });
  const video = new EncodedVideoPacketSource('avc');
  const audio = new EncodedAudioPacketSource('aac');
  output.addVideoTrack(video);
  output.addAudioTrack(audio);
  await output.start();
  const add = (packet: Filed) =>
    packet.track === 'video'
      ? video.add(encodedPacket(packet, 1 / 30), { decoderConfig: videoDecoder(configs) })
      : audio.add(encodedPacket(packet, 1024 / 48_000), { decoderConfig: audioDecoder(configs) });
  await Promise.all(packets.toSorted((a, b) => a.pts - b.pts).map(add));
  await output.finalize();
  return base64(new Uint8Array(target.buffer ?? new ArrayBuffer(0)));
}

function encodedPacket(packet: Filed, seconds: number): EncodedPacket {
  return new EncodedPacket(new Uint8Array(packet.data), packet.key ? 'key' : 'delta', packet.pts / 1e6, seconds);
}

function videoDecoder(configs: readonly ConfigMessage[]): VideoDecoderConfig {
  const config = configs.find((one) => one.track === 'video');
  if (config === undefined) throw new Error('no video configuration');
  const { codec, width, height, description } = config;
  return { codec, codedWidth: width, codedHeight: height, description };
}

function audioDecoder(configs: readonly ConfigMessage[]): AudioDecoderConfig {
  const config = configs.find((one) => one.track === 'audio');
  if (config === undefined) throw new Error('no audio configuration');
  const { codec, sampleRate, channels, description } = config;
  return { codec, sampleRate, numberOfChannels: channels, description };
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCodePoint(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}

globalThis.createHarness = createHarness;
