/** What a publisher's connection goes through, and what the server's words, silence and hanging up mean there: pure readings. */
import type { Millis } from '../../clock.ts';
import type { ErrorCode, StudioError } from '../../errors.ts';
import { fieldsOf, textOf } from '../../wire/amf0.ts';
import type { AmfFields, AmfValue } from '../../wire/amf0.ts';
import { statusOf } from '../message/command.ts';
import type { PeerCapabilities } from '../message/capabilities.ts';
import type { Command, StatusInfo } from '../message/command.ts';
import type { StatusPhase } from '../message/status-codes.ts';
import { readLoginDemand } from './login/login.ts';
import type { LoginDemand } from './login/login.ts';
import { transaction } from './publish-commands.ts';

/** The phases in order; `ended` and `failed` are final. */
export type PublisherPhase =
  'handshake' | 'connect' | 'create-stream' | 'publish' | 'live' | 'stopping' | 'ended' | 'failed';

/** What a publisher tells its owner. */
export type PublisherEvent =
  /** `publishing`: the server said NetStream.Publish.Start. */
  | { readonly kind: 'phase'; readonly phase: 'handshaken' | 'connected' | 'publishing' }
  /** The server acknowledged: unwrapped total, bytes still on the way, age of the newest acknowledged byte. */
  | {
      readonly kind: 'acknowledged';
      readonly bytes: number;
      readonly inFlight: number;
      readonly rttMillis: Millis | null;
    }
  /** The server answered the Ping Request with this time: all that was written before it has arrived. */
  | { readonly kind: 'ping-answered'; readonly time: number }
  /** What the server says that it reads, if it says anything. */
  | { readonly kind: 'capabilities'; readonly capabilities: PeerCapabilities }
  /** The server asks us to move to `target` (absolute, or relative: `resolveAddress`), or to the same address if null. */
  | ({ readonly kind: 'asked-to-move' } & MoveRequest)
  /** Every onStatus and every _error, at most 300 characters each, without stream key and logins. */
  | { readonly kind: 'status'; readonly level: string; readonly code: string; readonly description: string }
  /** The machine is dead; close the socket without a goodbye. */
  | { readonly kind: 'failed'; readonly error: StudioError }
  /** Clean end after `stop`. */
  | { readonly kind: 'ended' };

type PhaseMeaning = {
  /** The failure when the server lets the time pass; null where that is no failure. */
  readonly timeout: ErrorCode | null;
  /** The failure when the socket ends; null where only FIN or reset counts. */
  readonly close: ErrorCode | null;
  readonly status: StatusPhase;
};

const meanings: Readonly<Record<PublisherPhase, PhaseMeaning>> = {
  handshake: { timeout: 'handshake-timeout', close: null, status: 'connect' },
  // nginx-rtmp says no to an unknown application or key by closing.
  connect: { timeout: 'publish-timeout', close: 'app-refused', status: 'connect' },
  'create-stream': { timeout: 'publish-timeout', close: 'publish-refused', status: 'publish' },
  publish: { timeout: 'publish-timeout', close: 'publish-refused', status: 'publish' },
  live: { timeout: null, close: null, status: 'live' },
  stopping: { timeout: null, close: null, status: 'live' },
  ended: { timeout: null, close: null, status: 'live' },
  failed: { timeout: null, close: null, status: 'live' },
};

/** What happens in `phase` when things go wrong. */
export function meaningOf(phase: PublisherPhase): PhaseMeaning {
  return meanings[phase];
}

/** True once nothing can happen any more. */
export function isOver(phase: PublisherPhase): boolean {
  return phase === 'ended' || phase === 'failed';
}

/** What a refused connect asks of the next attempt. The demand is a secret of this connection: never for a log or event. */
export type ConnectRefusal = {
  readonly demand: LoginDemand | null;
  /** Where the server sends its client on (`ex.redirect`, code 302), or null. */
  readonly redirect: string | null;
};

/** A request to move to another server (E-RTMP v2 "Reconnect Request"); `target` null means the same tcUrl again. */
export type MoveRequest = { readonly target: string | null; readonly description: string };

/** The meanings; an _error that matters is a status of level `error`, `ignored` covers everything that servers volunteer. */
export type ServerAnswer =
  /** `said`: the named values of the _result, where servers put their capabilities. */
  | { readonly kind: 'connected'; readonly said: AmfFields }
  | { readonly kind: 'stream-created'; readonly streamId: number }
  | { readonly kind: 'publish-started' }
  | { readonly kind: 'unpublished' }
  | { readonly kind: 'status'; readonly status: StatusInfo; readonly refusal: ConnectRefusal | null }
  | { readonly kind: 'asked-to-move'; readonly request: MoveRequest }
  | { readonly kind: 'closed' }
  | { readonly kind: 'bad-stream-id' }
  | { readonly kind: 'ignored' };

const ignored: ServerAnswer = { kind: 'ignored' };
const wordless: StatusInfo = { level: 'error', code: '', description: '' };
/** HTTP's "Found", which Flash Media Server and SRS use in `ex.code`. */
const redirectCode = 302;
/** Longest address that a server may send us to, in characters. */
const maxTargetLength = 1024;

/** Reads one command. Several meanings at once (a status that also starts the stream) come in order. */
export function readAnswer(phase: PublisherPhase, command: Command): readonly ServerAnswer[] {
  switch (command.name) {
    case '_result':
      return [resultAnswer(phase, command)];
    case '_error':
      return [errorAnswer(phase, command)];
    case 'onStatus':
      return statusAnswers(phase, command);
    case 'close':
      return [{ kind: 'closed' }];
    default:
      return [ignored];
  }
}

function resultAnswer(phase: PublisherPhase, command: Command): ServerAnswer {
  if (phase === 'connect' && command.transaction === transaction.connect) {
    const said = new Map<string, AmfValue>();
    for (const value of [command.object, ...command.args])
      for (const [name, field] of fieldsOf(value)) said.set(name, field);
    return { kind: 'connected', said };
  }
  if (phase === 'create-stream' && command.transaction === transaction.createStream)
    return streamAnswer(command.args[0]);
  if (phase === 'publish' && command.transaction === transaction.publish) return { kind: 'publish-started' };
  return ignored;
}

function streamAnswer(id: unknown): ServerAnswer {
  const isId = typeof id === 'number' && Number.isInteger(id) && id >= 0 && id <= 0xffff_ffff;
  return isId ? { kind: 'stream-created', streamId: id } : { kind: 'bad-stream-id' };
}

/** Errors to releaseStream, FCPublish and calls we never made do not matter. */
function errorAnswer(phase: PublisherPhase, command: Command): ServerAnswer {
  const matters =
    (phase === 'connect' && command.transaction === transaction.connect) ||
    (phase === 'create-stream' && command.transaction === transaction.createStream) ||
    (phase === 'publish' && command.transaction === transaction.publish);
  if (!matters) return ignored;
  const status: StatusInfo = { ...(statusOf(command) ?? wordless), level: 'error' };
  return { kind: 'status', status, refusal: refusalOf(phase, command) };
}

function statusAnswers(phase: PublisherPhase, command: Command): readonly ServerAnswer[] {
  const status = statusOf(command);
  if (status === null) return [ignored];
  const news: ServerAnswer = { kind: 'status', status, refusal: refusalOf(phase, command) };
  if (phase === 'publish' && status.code === 'NetStream.Publish.Start') return [news, { kind: 'publish-started' }];
  if (phase === 'stopping' && status.code === 'NetStream.Unpublish.Success') return [news, { kind: 'unpublished' }];
  if (status.code === 'NetConnection.Connect.ReconnectRequest') {
    const target = firstText(command, 'tcUrl');
    return [news, { kind: 'asked-to-move', request: { target, description: status.description } }];
  }
  return [news];
}

/** What a refusal of connect says beyond its status; null in other phases. */
function refusalOf(phase: PublisherPhase, command: Command): ConnectRefusal | null {
  if (phase !== 'connect') return null;
  const extra = fieldsOf(firstValue(command, 'ex'));
  const isRedirect = extra.get('code') === redirectCode;
  const redirect = textOf(extra.get('redirect')) || textOf(extra.get('redirect2'));
  return {
    demand: readLoginDemand(textOf(firstValue(command, 'description'))),
    redirect: isRedirect && redirect !== '' && redirect.length <= maxTargetLength ? redirect : null,
  };
}

function firstText(command: Command, name: string): string | null {
  const text = textOf(firstValue(command, name));
  return text === '' || text.length > maxTargetLength ? null : text;
}

function firstValue(command: Command, name: string): AmfValue {
  const holder = [...command.args, command.object].map((value) => fieldsOf(value)).find((fields) => fields.has(name));
  return holder?.get(name);
}
