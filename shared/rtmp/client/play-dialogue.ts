/** What a player says and what the answers mean to it: command bodies and pure readings; the player acts on them. */
import type { ErrorCode, ErrorFacts, StudioError } from '../../errors.ts';
import { studioError } from '../../errors.ts';
import { audioFourCcs, videoFourCcs } from '../../media/codecs/codec.ts';
import { amfObject, fieldsOf, textOf } from '../../wire/amf0.ts';
import type { AmfValue } from '../../wire/amf0.ts';
import { maxStatusText, writeCommand } from '../message/command.ts';
import type { Command, StatusInfo } from '../message/command.ts';
import { statusError, statusFacts } from '../message/status-codes.ts';

/** The phases in order; `ended` and `failed` are final. */
export type PlayerPhase = 'handshake' | 'connect' | 'create-stream' | 'play' | 'playing' | 'ended' | 'failed';

/** Why a stream is over: the publisher left, the server sent its last byte, a recording is through, or the user stopped. */
export type PlayEnding = 'unpublished' | 'stream-eof' | 'complete' | 'stopped-by-server' | 'stopped';

/** Transaction ids in sending order (RTMP 7.2). `fcSubscribe` is left out where nobody asked for it. */
const transaction = { connect: 1, createStream: 2, fcSubscribe: 3, play: 4, deleteStream: 5 } as const;

/** What FFmpeg plays as; some networks let only such names in. */
const flashVersion = 'LNX 9,0,124,2';
/** Bit sets of RTMP 7.2.1.1: everything. */
const allAudioCodecs = 4071;
const allVideoCodecs = 252;
/** capsEx (Enhanced RTMP v2): multitrack 2, ModEx 4, nanosecond offsets 8; a request to reconnect (1) is not followed. */
const extendedCapabilities = 14;
/** Mask of a FourCC in the information maps (Enhanced RTMP v2): we take the stream for decoding. */
const canDecode = 1;

/** Where to play from. */
export type PlayTarget = { readonly app: string; readonly tcUrl: string };

/**
 * connect (RTMP 7.2.1.1) of a player. With `enhanced`, it names all that `shared/flv` takes apart (Enhanced RTMP v2,
 * "Enhancing NetConnection connect Command"); a server may refuse a player that does not, rather than send it garbage.
 */
export function playConnectCommand(target: PlayTarget, announces: 'enhanced' | 'legacy'): Uint8Array {
  const basic = {
    app: target.app,
    flashVer: flashVersion,
    tcUrl: target.tcUrl,
    fpad: false,
    capabilities: 15,
    audioCodecs: allAudioCodecs,
    videoCodecs: allVideoCodecs,
    videoFunction: 1,
    objectEncoding: 0,
  };
  const object = amfObject(announces === 'legacy' ? basic : { ...basic, ...enhancedProperties() });
  return writeCommand({ name: 'connect', transaction: transaction.connect, object, args: [] });
}

function enhancedProperties(): Readonly<Record<string, AmfValue>> {
  const video = Object.values(videoFourCcs);
  const audio = Object.values(audioFourCcs);
  return {
    fourCcList: { kind: 'strict-array', items: [...video, ...audio] },
    videoFourCcInfoMap: mapOf(video),
    audioFourCcInfoMap: mapOf(audio),
    capsEx: extendedCapabilities,
  };
}

function mapOf(names: readonly string[]): AmfValue {
  return amfObject(Object.fromEntries(names.map((name) => [name, canDecode])));
}

/** createStream(null) (RTMP 7.2.1.3). */
export function playStreamCommand(): Uint8Array {
  return call('createStream', transaction.createStream);
}

/** FCSubscribe(null, name): some content networks want it; most servers don't know it. */
export function fcSubscribeCommand(name: string): Uint8Array {
  return call('FCSubscribe', transaction.fcSubscribe, name);
}

/** play(null, name, -2, -1, true) (RTMP 7.2.2.1): the live stream, else a recording, without end, instead of any other. */
export function playCommand(name: string): Uint8Array {
  return call('play', transaction.play, name, -2, -1, true);
}

/** deleteStream(null, id) (RTMP 7.2.2.3). */
export function endPlayCommand(streamId: number): Uint8Array {
  return call('deleteStream', transaction.deleteStream, streamId);
}

function call(name: string, id: number, ...args: readonly AmfValue[]): Uint8Array {
  return writeCommand({ name, transaction: id, object: null, args });
}

/** What a command or status means; `ignored` is what changes nothing. */
export type PlayAnswer =
  | { readonly kind: 'connected' }
  | { readonly kind: 'stream-created'; readonly streamId: number }
  | { readonly kind: 'started' }
  | { readonly kind: 'ended'; readonly ending: PlayEnding }
  | { readonly kind: 'refused'; readonly error: StudioError }
  | { readonly kind: 'ignored' };

const ignored: PlayAnswer = { kind: 'ignored' };
const wordless: StatusInfo = { level: 'error', code: '', description: '' };

/** The call that a phase waits for the answer to. */
const awaited: Readonly<Partial<Record<PlayerPhase, number>>> = {
  connect: transaction.connect,
  'create-stream': transaction.createStream,
  play: transaction.play,
};

/** Reads a command other than onStatus. `status`: its information object without secrets, or null. */
export function readPlayAnswer(phase: PlayerPhase, command: Command, status: StatusInfo | null): PlayAnswer {
  if (command.name === 'close') return refused('server-ended', { phase });
  // Answers to FCSubscribe and to calls we never made do not matter.
  if (awaited[phase] !== command.transaction) return ignored;
  if (command.name === '_error') return readPlayStatus(phase, { ...(status ?? wordless), level: 'error' });
  return command.name === '_result' ? readResult(phase, command.args[0]) : ignored;
}

function readResult(phase: PlayerPhase, value: AmfValue): PlayAnswer {
  if (phase === 'connect') return { kind: 'connected' };
  if (phase === 'play') return { kind: 'started' };
  const isId = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
  return isId ? { kind: 'stream-created', streamId: value } : refused('protocol-violation', { why: 'stream-id' });
}

const starts = new Set(['NetStream.Play.Start', 'NetStream.Play.PublishNotify']);

/** Endings that count before the start too; the others may still belong to what was played before a reset. */
const endings: Readonly<Record<string, { readonly ending: PlayEnding; readonly early: boolean }>> = {
  'NetStream.Play.UnpublishNotify': { ending: 'unpublished', early: true },
  'NetStream.Play.Complete': { ending: 'complete', early: true },
  'NetStream.Play.Stop': { ending: 'stopped-by-server', early: false },
};

const refusals: Readonly<Record<string, ErrorCode>> = {
  'NetStream.Play.StreamNotFound': 'stream-not-found',
  'NetStream.Play.Failed': 'play-refused',
  'NetStream.Play.FileStructureInvalid': 'play-refused',
  'NetStream.Play.InvalidArg': 'play-refused',
  'NetStream.Failed': 'play-refused',
  'NetStream.Play.BadAuth': 'play-denied',
  'NetStream.Play.Unauthorized': 'play-denied',
  'NetStream.Play.Denied': 'play-denied',
  'NetStream.Play.Rejected': 'play-denied',
};

/** Reads the information object of onStatus, onPlayStatus or an awaited _error. */
export function readPlayStatus(phase: PlayerPhase, status: StatusInfo): PlayAnswer {
  if (phase === 'play' && starts.has(status.code)) return { kind: 'started' };
  const ending = Object.hasOwn(endings, status.code) ? endings[status.code] : undefined;
  if (ending !== undefined && (phase === 'playing' || (phase === 'play' && ending.early)))
    return { kind: 'ended', ending: ending.ending };
  const error = refusalIn(phase, status);
  return error === null ? ignored : { kind: 'refused', error };
}

/** The failure that a status stands for, or null when it is news only. */
function refusalIn(phase: PlayerPhase, status: StatusInfo): StudioError | null {
  const code = Object.hasOwn(refusals, status.code) ? refusals[status.code] : undefined;
  if (code !== undefined) return studioError(code, statusFacts(status));
  const isOfConnection = phase === 'connect' || status.code.startsWith('NetConnection.');
  if (isOfConnection) return statusError(status, phase === 'playing' ? 'live' : 'connect');
  return status.level === 'error' ? studioError('play-refused', statusFacts(status)) : null;
}

function refused(code: ErrorCode, facts: ErrorFacts): PlayAnswer {
  return { kind: 'refused', error: studioError(code, facts) };
}

/** The status in an onPlayStatus data message, such as NetStream.Play.Complete; null for other data messages. */
export function readPlayStatusData(values: readonly AmfValue[]): StatusInfo | null {
  if (values[0] !== 'onPlayStatus') return null;
  const fields = values.map((value) => fieldsOf(value)).find((named) => named.has('code'));
  if (fields === undefined) return null;
  const [level, code, description] = ['level', 'code', 'description'].map((name) =>
    textOf(fields.get(name)).slice(0, maxStatusText),
  );
  return { level: level ?? '', code: code ?? '', description: description ?? '' };
}

/** The failure when the server lets the time of a phase pass. */
export function playTimeout(phase: PlayerPhase): ErrorCode {
  return phase === 'handshake' ? 'handshake-timeout' : 'play-timeout';
}

/** The failure when the socket ends in a phase: nginx-rtmp says no to an unknown application or stream by closing. */
export function playClosing(phase: PlayerPhase, how: 'fin' | 'reset'): ErrorCode {
  if (phase === 'connect') return 'app-refused';
  if (phase === 'create-stream' || phase === 'play') return 'play-refused';
  return how === 'fin' ? 'connection-closed' : 'connection-reset';
}
