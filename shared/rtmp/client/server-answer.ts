/** What a command from the server means to a publisher in a given phase: a pure reading, the publisher acts on it. */
import type { Command, StatusInfo } from '../message/command.ts';
import { statusOf } from '../message/command.ts';
import { transaction } from './publish-commands.ts';
import type { PublisherPhase } from './publisher-phase.ts';

/** The meanings. `refusal` is an _error that matters; `ignored` covers everything that servers volunteer. */
export type ServerAnswer =
  | { readonly kind: 'connected' }
  | { readonly kind: 'stream-created'; readonly streamId: number }
  | { readonly kind: 'publish-started' }
  | { readonly kind: 'unpublished' }
  | { readonly kind: 'status'; readonly status: StatusInfo }
  | { readonly kind: 'refusal'; readonly status: StatusInfo }
  | { readonly kind: 'closed' }
  | { readonly kind: 'bad-stream-id' }
  | { readonly kind: 'ignored' };

const ignored: ServerAnswer = { kind: 'ignored' };
const wordless: StatusInfo = { level: 'error', code: '', description: '' };

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
  if (phase === 'connect' && command.transaction === transaction.connect) return { kind: 'connected' };
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
  return matters ? { kind: 'refusal', status: statusOf(command) ?? wordless } : ignored;
}

function statusAnswers(phase: PublisherPhase, command: Command): readonly ServerAnswer[] {
  const status = statusOf(command);
  if (status === null) return [ignored];
  const news: ServerAnswer = { kind: 'status', status };
  if (phase === 'publish' && status.code === 'NetStream.Publish.Start') return [news, { kind: 'publish-started' }];
  if (phase === 'stopping' && status.code === 'NetStream.Unpublish.Success') return [news, { kind: 'unpublished' }];
  return [news];
}
