/** A peer that says what an input makes it say: honest messages, lies and noise, so that machines get into every state. */
import { writeAmf0 } from '../../../../shared/wire/amf0.ts';
import type { AmfValue } from '../../../../shared/wire/amf0.ts';
import type { Input } from './input.ts';
import { helloBytes, joined, wireMessage } from './wire.ts';

/** Words of both sides; a machine under test must cope with those that are not meant for it. */
const names = [
  '_result',
  '_error',
  'onStatus',
  'close',
  'onBWDone',
  'connect',
  'createStream',
  'releaseStream',
  'FCPublish',
  'publish',
  'play',
  'deleteStream',
  'closeStream',
  'FCUnpublish',
  'pause',
  'seek',
  'receiveAudio',
  'receiveVideo',
  'getStreamLength',
  '_checkbw',
  'onMetaData',
  '@setDataFrame',
  '|RtmpSampleAccess',
  'onPlayStatus',
  'onFCPublish',
] as const;

const codes = [
  'NetConnection.Connect.Success',
  'NetConnection.Connect.Rejected',
  'NetConnection.Connect.InvalidApp',
  'NetConnection.Connect.Closed',
  'NetConnection.Connect.ReconnectRequest',
  'NetStream.Publish.Start',
  'NetStream.Publish.BadName',
  'NetStream.Unpublish.Success',
  'NetStream.Play.Start',
  'NetStream.Play.Reset',
  'NetStream.Play.StreamNotFound',
  'NetStream.Play.UnpublishNotify',
  'NetStream.Play.Stop',
  'NetStream.Play.Complete',
  'NetStream.Failed',
  '',
] as const;

const texts = [
  'live',
  'app',
  'rtmp://h/app',
  'live_key?sig=abcdef',
  'authmod=adobe code=403 need auth',
  '[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=needauth&user=u&salt=s&challenge=c&opaque=o',
  'authmod=llnw ?reason=needauth&user=u&nonce=n',
  'key',
] as const;

const types = [1, 2, 3, 4, 5, 6, 8, 9, 15, 17, 18, 20, 22, 0, 7, 255] as const;
const chunkStreams = [2, 3, 4, 5, 6, 7, 63, 64, 319, 320, 65_599] as const;
const tags = [
  [0x17, 0, 0, 0, 0, 1, 0x42, 0, 0x1f, 0xff, 0xe1, 0, 4, 0x67, 0x42, 0, 0x1f, 1, 0, 2, 0x68, 1],
  [0x17, 1, 0, 0, 0, 0, 0, 0, 1, 0x65],
  [0x27, 1, 0, 0, 5, 0, 0, 0, 1, 0x41],
  [0x17, 2, 0, 0, 0],
  [0xaf, 0, 0x11, 0x90],
  [0xaf, 1, 0x21, 0x10],
  [0x90, 0x68, 0x76, 0x63, 0x31, 1],
  [0x93, 0x61, 0x76, 0x30, 0x31, 0x12, 0],
  [0x96, 0x00, 0x68, 0x76, 0x63, 0x31, 1, 1],
  [0x90, 0x4f, 0x70, 0x75, 0x73],
] as const;

export class HostilePeer {
  readonly #input: Input;
  #chunkSize = 128;
  /** What is still to come of a message that was cut. */
  #later: Uint8Array = new Uint8Array(0);

  constructor(input: Input) {
    this.#input = input;
  }

  /** What the peer sends next; may be empty. */
  bytes(): Uint8Array {
    const bytes = this.#saying();
    const pending = joined([this.#later, bytes]);
    const cut = this.#input.u8();
    // One time in four the end of it comes later.
    const now = cut < 64 ? Math.floor((pending.length * cut) / 64) : pending.length;
    this.#later = pending.slice(now);
    return pending.slice(0, now);
  }

  #saying(): Uint8Array {
    const input = this.#input;
    switch (input.u8() % 8) {
      case 0:
        return helloBytes();
      case 1:
        return this.#noise();
      case 2:
      case 3:
        return this.#command();
      case 4:
        return this.#control();
      case 5:
        return this.#media();
      case 6:
        return this.#message(input.pick(types), this.#noise());
      default:
        return this.#newChunkSize();
    }
  }

  #command(): Uint8Array {
    const { pick, u8 } = { pick: this.#input.pick.bind(this.#input), u8: () => this.#input.u8() };
    const values: AmfValue[] = [pick(names), u8() % 10];
    for (let count = u8() % 5; count > 0; count--) values.push(this.#value(0));
    const type = pick([20, 20, 20, 17, 18, 15]);
    const body = writeAmf0(values);
    return this.#message(type, type === 17 ? joined([Uint8Array.of(0), body]) : body);
  }

  #control(): Uint8Array {
    const input = this.#input;
    const type = input.pick([3, 4, 5, 6, 2]);
    const number = input.pick([0, 1, 65_536, 0xffff_ffff, input.u32()]);
    const word = [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255];
    if (type === 4) return this.#message(type, Uint8Array.of(0, input.u8() % 9, ...word, ...word));
    return this.#message(type, Uint8Array.of(...word, input.u8() % 4));
  }

  #media(): Uint8Array {
    const tag = this.#input.pick(tags);
    const body = joined([Uint8Array.from(tag), this.#noise()]);
    const isAudio = (tag[0] & 0xf0) === 0xa0 || (tag[0] === 0x90 && tag[1] === 0x4f);
    const kind = this.#input.u8() % 8;
    if (kind === 0) return this.#message(22, aggregate(isAudio ? 8 : 9, body));
    return this.#message(isAudio ? 8 : 9, kind === 1 ? new Uint8Array(0) : body);
  }

  #newChunkSize(): Uint8Array {
    const size = this.#input.pick([1, 2, 64, 128, 4096, 65_536, 0xff_ffff]);
    const bytes = this.#message(1, Uint8Array.of(0, size >> 16, (size >> 8) & 255, size & 255));
    this.#chunkSize = size;
    return bytes;
  }

  #message(type: number, body: Uint8Array): Uint8Array {
    const input = this.#input;
    const timestamp = input.pick([0, 40, 0xff_fffe, 0xff_ffff, 0x8000_0000, 0xffff_ffff, input.u32()]);
    const streamId = input.pick([0, 1, 1, 1, 2, 5, 0xffff_ffff]);
    return wireMessage({ chunkStreamId: input.pick(chunkStreams), type, streamId, timestamp, body }, this.#chunkSize);
  }

  /** Up to 255 bytes of the input, sometimes repeated to some kilobytes. */
  #noise(): Uint8Array {
    const piece = this.#input.piece();
    const times = this.#input.u8() === 255 ? 40 : 1;
    return joined(Array.from({ length: times }, () => piece));
  }

  #value(depth: number): AmfValue {
    const input = this.#input;
    switch (input.u8() % 10) {
      case 0:
        return null;
      case 1:
        return input.u8() % 12;
      case 2:
        return input.pick(texts);
      case 3:
        return input.pick(names);
      case 4:
        return this.#status();
      case 5:
        return new TextDecoder().decode(input.piece());
      case 6:
        return input.pick([undefined, true, Number.NaN, -1, 1.5, 2 ** 40]);
      case 7:
        return depth > 3 ? null : { kind: 'strict-array', items: [this.#value(depth + 1), this.#value(depth + 1)] };
      default:
        return depth > 3 ? null : this.#object(depth);
    }
  }

  #status(): AmfValue {
    const input = this.#input;
    const level = input.pick(['status', 'error', 'warning']);
    const description = input.pick(texts).repeat(input.pick([1, 1, 1, 40]));
    const fields = new Map<string, AmfValue>([
      ['level', level],
      ['code', input.pick(codes)],
      ['description', description],
    ]);
    if (input.u8() % 4 === 0) fields.set('tcUrl', input.pick(texts));
    return { kind: 'object', fields };
  }

  #object(depth: number): AmfValue {
    const input = this.#input;
    const fields = new Map<string, AmfValue>();
    for (let count = input.u8() % 4; count > 0; count--) {
      const name = input.pick(['app', 'tcUrl', 'ex', 'code', 'redirect', 'capsEx', 'fourCcList', 'videoFourCcInfoMap']);
      fields.set(name, this.#value(depth + 1));
    }
    return { kind: input.pick(['object', 'ecma-array']), fields };
  }
}

/** Two parts of one type, 40 ms apart. */
function aggregate(type: number, body: Uint8Array): Uint8Array {
  const part = (time: number): Uint8Array =>
    joined([
      Uint8Array.of(type, body.length >> 16, (body.length >> 8) & 255, body.length & 255, 0, 0, time, 0, 0, 0, 0),
      body,
      new Uint8Array(4),
    ]);
  return joined([part(0), part(40)]);
}
