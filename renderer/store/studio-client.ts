/** The window's only way to main: typed calls and events, both checked against the contract. */
import { z } from 'zod';
import {
  calls,
  events,
  type CallInput,
  type CallName,
  type CallOutput,
  type EventName,
  type EventPayload,
} from '../../shared/contract/ipc.ts';
import type { StudioBridge } from '../../shared/contract/channels.ts';
import { studioErrorSchema } from '../../shared/contract/failure.ts';
import { fail, type Reply } from '../../shared/errors.ts';
import type { Show } from '../../shared/studio/document/show.ts';
import { readShowState } from './show/mirror/told-show.ts';

// Without this zod tries to compile schemas with `Function`, which the content security policy reports as a violation.
z.config({ jitless: true });

declare global {
  interface Window {
    readonly studio: StudioBridge;
  }
}

const envelope = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: studioErrorSchema }),
]);

/** Asks main; a reply that breaks the contract becomes an `internal` failure, so callers see one kind of answer. */
export async function call<Name extends CallName>(
  name: Name,
  input: CallInput<Name>,
): Promise<Reply<CallOutput<Name>>> {
  try {
    const reply = envelope.parse(await window.studio.call(name, input));
    if (!reply.ok) return reply;
    const output: z.ZodType = calls[name].output;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema of `name` has just proved this type
    return { ok: true, value: output.parse(reply.value) as CallOutput<Name> };
  } catch (error) {
    return fail('internal', { call: name, detail: String(error).slice(0, 200) });
  }
}

/** What the window does with each announcement. */
export type EventListeners = { readonly [Name in EventName]: (payload: EventPayload<Name>) => void };

/**
 * Listens to main; returns the way to stop. Announcements that break the contract are left out.
 * @param knownShow The show of this window: only what differs from it is checked.
 */
export function listen(listeners: EventListeners, knownShow: () => Show | null = () => null): () => void {
  return window.studio.on((name, payload) => {
    switch (name) {
      case 'session.changed':
        deliver(events[name], payload, listeners[name]);
        break;
      case 'profiles.changed':
        deliver(events[name], payload, listeners[name]);
        break;
      case 'settings.changed':
        deliver(events[name], payload, listeners[name]);
        break;
      case 'show.changed': {
        const state = readShowState(payload, knownShow());
        if (state !== null) listeners[name](state);
        break;
      }
      case 'window.shown':
        deliver(events[name], payload, listeners[name]);
        break;
      case 'shortcuts.changed':
        deliver(events[name], payload, listeners[name]);
        break;
      case 'shortcuts.pressed':
        deliver(events[name], payload, listeners[name]);
        break;
      case 'notice':
        deliver(events[name], payload, listeners[name]);
        break;
      default:
        break;
    }
  });
}

function deliver<T>(schema: z.ZodType<T>, payload: unknown, listener: (value: T) => void): void {
  const parsed = schema.safeParse(payload);
  if (parsed.success) listener(parsed.data);
}
