/** Another encoder's stream as a source: its packets come from main's ingest over a port and are decoded here. */
import type { Micros } from '../../../../../shared/clock.ts';
import {
  packetsMessageSchema,
  type PacketsMessage,
  type SourceAnswer,
} from '../../../../../shared/contract/show/source-ports.ts';
import { studioError } from '../../../../../shared/errors.ts';
import type { Input, InputOf } from '../../../../../shared/studio/document/source.ts';
import { FrameQueue, isOpaqueFrame } from '../film/frame-queue.ts';
import { Resampler, toStereo } from '../film/resampler.ts';
import type { Look, Producer, ProducerContext, ProducerState, SourceFeed } from '../producer.ts';
import { LiveLine } from './live-line.ts';

/** Decoded frames that may wait, and coded ones in the decoder before new ones are left out up to a key frame. */
const maxWaiting = 12;
const maxInDecoder = 30;

type Packet = Extract<PacketsMessage, { kind: 'packet' }>;
type Config = Extract<PacketsMessage, { kind: 'config' }>;

/** Shows a stream a moment after it came. */
export class PacketsProducer implements Producer {
  readonly #context: ProducerContext;
  readonly #streamName: string;
  readonly #frames = new FrameQueue();
  #line = new LiveLine();
  #port: MessagePort | null = null;
  #video: VideoDecoder | null = null;
  #audio: AudioDecoder | null = null;
  #resampler: { readonly rate: number; readonly made: Resampler; nextAt: Micros } | null = null;
  #needsKey = true;
  #newest: Micros | null = null;
  #state: ProducerState = { state: 'failed', error: studioError('source-not-publishing') };

  constructor(input: InputOf<'rtmp'>, context: ProducerContext) {
    this.#context = context;
    this.#streamName = input.streamName;
  }

  get state(): ProducerState {
    return this.#state;
  }

  get ageMillis(): number | null {
    return this.#newest === null ? null : Math.max(0, (this.#context.now() - this.#newest) / 1000);
  }

  look(now: Micros): Look | null {
    if (this.#state.state !== 'running') return null;
    const shown = this.#frames.at(now);
    if (shown === null) return null;
    const { frame, at } = shown;
    return {
      surface: null,
      frame,
      version: this.#frames.version,
      captured: Math.min(at, now),
      width: frame.displayWidth,
      height: frame.displayHeight,
      isOpaque: isOpaqueFrame(frame),
    };
  }

  setShown(): void {
    // It is decoded on: another key frame may be seconds away.
  }

  update(input: Input): boolean {
    return input.kind === 'rtmp' && input.streamName === this.#streamName;
  }

  feed(feed: SourceFeed | null): void {
    this.#port?.close();
    this.#port = null;
    this.#stopDecoders();
    if (feed?.kind !== 'packets') return;
    const { port } = feed;
    this.#port = port;
    port.addEventListener('message', (event) => this.#take(event.data));
    port.start();
  }

  close(): void {
    this.#port?.close();
    this.#port = null;
    this.#stopDecoders();
    this.#frames.close();
  }

  #take(data: unknown): void {
    const parsed = packetsMessageSchema.safeParse(data);
    if (!parsed.success) return;
    const message = parsed.data;
    try {
      if (message.kind === 'state') this.#follow(message.state);
      else if (message.kind === 'config') this.#configure(message);
      else this.#decode(message);
    } catch (error) {
      this.#fail(error);
    } finally {
      if (message.kind === 'packet') this.#say({ kind: 'ack', seq: message.seq });
    }
  }

  #say(answer: SourceAnswer): void {
    this.#port?.postMessage(answer, []);
  }

  #follow(state: 'opening' | 'running' | 'failed'): void {
    if (state !== 'failed') return;
    this.#stopDecoders();
    this.#setState({ state: 'failed', error: studioError('source-not-publishing') });
  }

  #configure({ track, codec, description, sampleRate, channels }: Config): void {
    const extra = description === null ? {} : { description };
    if (track === 'video') {
      closeDecoder(this.#video);
      this.#needsKey = true;
      this.#video = new VideoDecoder({ output: (frame) => this.#show(frame), error: (error) => this.#fail(error) });
      this.#video.configure({ codec, optimizeForLatency: true, ...extra });
    } else {
      closeDecoder(this.#audio);
      this.#audio = new AudioDecoder({ output: (sound) => this.#hear(sound), error: (error) => this.#fail(error) });
      this.#audio.configure({ codec, sampleRate, numberOfChannels: channels, ...extra });
    }
  }

  #decode({ track, pts, key, data }: Packet): void {
    const due = this.#line.due(pts, this.#context.now());
    const chunk = { type: key ? 'key' : 'delta', timestamp: Math.round(due), data } as const;
    if (track === 'audio') {
      if (this.#audio?.state === 'configured') this.#audio.decode(new EncodedAudioChunk({ ...chunk, type: 'key' }));
      return;
    }
    if (this.#video?.state !== 'configured') return;
    if (this.#video.decodeQueueSize > maxInDecoder) this.#needsKey = true;
    if (this.#needsKey && !key) return;
    this.#needsKey = false;
    this.#video.decode(new EncodedVideoChunk(chunk));
  }

  #show(frame: VideoFrame): void {
    this.#newest = this.#context.now();
    this.#frames.put({ frame, at: frame.timestamp });
    this.#frames.limit(maxWaiting);
    if (this.#state.state !== 'running') this.#setState({ state: 'running' });
  }

  #hear(sound: AudioData): void {
    try {
      const { numberOfFrames, numberOfChannels, sampleRate, timestamp } = sound;
      const channels = Array.from({ length: Math.min(6, numberOfChannels) }, (_, planeIndex) => {
        const samples = new Float32Array(numberOfFrames);
        sound.copyTo(samples, { planeIndex, format: 'f32-planar' });
        return samples;
      });
      if (this.#resampler?.rate !== sampleRate || Math.abs(timestamp - this.#resampler.nextAt) > 100_000) {
        this.#resampler = { rate: sampleRate, made: new Resampler(sampleRate), nextAt: timestamp };
      }
      const at = this.#resampler.nextAt;
      // Its own times lead: a line of samples alone would keep a drift for ever.
      this.#resampler.nextAt = timestamp + (numberOfFrames * 1_000_000) / sampleRate;
      const made = this.#resampler.made.push(toStereo(channels));
      if (made.left.length > 0) this.#context.onSound({ at, ...made });
      if (this.#state.state !== 'running') this.#setState({ state: 'running' });
    } finally {
      sound.close();
    }
  }

  #fail(error: unknown): void {
    const why = error instanceof Error ? error.message : 'it can’t be decoded';
    this.#stopDecoders();
    this.#setState({ state: 'failed', error: studioError('source-file-unusable', { file: this.#streamName, why }) });
  }

  #stopDecoders(): void {
    closeDecoder(this.#video);
    closeDecoder(this.#audio);
    this.#video = null;
    this.#audio = null;
    this.#resampler = null;
    this.#needsKey = true;
    this.#line = new LiveLine();
    this.#frames.flush();
  }

  #setState(state: ProducerState): void {
    this.#state = state;
    this.#context.onState(state);
  }
}

function closeDecoder(decoder: VideoDecoder | AudioDecoder | null): void {
  if (decoder !== null && decoder.state !== 'closed') decoder.close();
}
