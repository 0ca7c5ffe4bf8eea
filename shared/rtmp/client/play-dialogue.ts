/** What a player says and what the answers mean to it: command bodies and pure readings; the player acts on them. */
import type { ErrorCode, StudioError } from '../../errors.ts';
import { studioError } from '../../errors.ts';
import { audioFourCcs, videoFourCcs } from '../../media/codecs/codec.ts';
import { amfObject, fieldsOf, textOf } from '../../wire/amf0.ts';
import type { AmfValue } from '../../wire/amf0.ts';
import { maxStatusText, statusOf, writeCommand } from '../message/command.ts';
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
  const mapOf = (names: readonly string[]): AmfValue =>
    amfObject(Object.fromEntries(names.map((name) => [name, canDecode])));
  return {
    fourCcList: { kind: 'strict-array', items: [...video, ...audio] },
    videoFourCcInfoMap: mapOf(video),
    audioFourCcInfoMap: mapOf(audio),
    capsEx: extendedCapabilities,
  };
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

/** What a command or status means. `news` changes nothing; `ignored` is not even that. */
export type PlayAnswer =
  | { readonly kind: 'connected' }
  | { readonly kind: 'stream-created'; readonly streamId: number }
  | { readonly kind: 'started' }
  | { readonly kind: 'ended'; readonly ending: PlayEnding }
  | { readonly kind: 'refused'; readonly error: StudioError }
  | { readonly kind: 'ignored' };

const ignored: PlayAnswer = { kind: 'ignored' };

/** Reads a command other than onStatus. `status`: its information object, if it has one. */
export function readPlayAnswer(phase: PlayerPhase, command: Command): PlayAnswer {
  if (command.name === 'close') return { kind: 'refused', error: studioError('server-ended', { phase }) };
  if (command.name === '_error') return readError(phase, command);
  if (command.name !== '_result') return ignored;
  if (phase === 'connect' && command.transaction === transaction.connect) return { kind: 'connected' };
  if (phase === 'play' && command.transaction === transaction.play) return { kind: 'started' };
  if (phase !== 'create-stream' || command.transaction !== transaction.createStream) return ignored;
  const [id] = command.args;
  const isId = typeof id === 'number' && Number.isInteger(id) && id >= 0 && id <= 0xffff_ffff;
  if (isId) return { kind: 'stream-created', streamId: id };
  return { kind: 'refused', error: studioError('protocol-violation', { why: 'stream-id', phase }) };
}

/** Errors to FCSubscribe and to calls we never made do not matter. */
function readError(phase: PlayerPhase, command: Command): PlayAnswer {
  const awaited =
    (phase === 'connect' && command.transaction === transaction.connect) ||
    (phase === 'create-stream' && command.transaction === transaction.createStream) ||
    (phase === 'play' && command.transaction === transaction.play);
  if (!awaited) return ignored;
  const status = { ...(statusOf(command) ?? { code: '', description: '' }), level: 'error' };
  return readPlayStatus(phase, status);
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
  const facts = { phase, ...statusFacts(status) };
  const code = Object.hasOwn(refusals, status.code) ? refusals[status.code] : undefined;
  if (code !== undefined) return { kind: 'refused', error: studioError(code, facts) };
  if (!status.code.startsWith('NetConnection.') && phase !== 'connect')
    return status.level === 'error' ? { kind: 'refused', error: studioError('play-refused', facts) } : ignored;
  const error = statusError(status, phase === 'playing' ? 'live' : 'connect');
  return error === null ? ignored : { kind: 'refused', error: { ...error, facts: { phase, ...error.facts } } };
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
