/** Judges calls and events against the contract: sender, name, input and output; knows no Electron. */
import {
  calls,
  events,
  type CallInput,
  type CallName,
  type CallOutput,
  type EventName,
  type EventPayload,
} from '../../shared/contract/ipc.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';

/** One handler per call of the contract; inputs arrive parsed. */
export type Handlers = {
  readonly [Name in CallName]: (input: CallInput<Name>) => Reply<CallOutput<Name>> | Promise<Reply<CallOutput<Name>>>;
};

/** Where a call came from, as far as it matters for trust. */
export type CallSender = { readonly url: string; readonly isMainFrame: boolean; readonly isOurWindow: boolean };

/** True for the top frame of our own window showing our own page, and nothing else. */
export function isTrustedSender(sender: CallSender, origin: string): boolean {
  return sender.isOurWindow && sender.isMainFrame && sender.url.startsWith(`${origin}/`);
}

function isCallName(name: unknown): name is CallName {
  return typeof name === 'string' && Object.hasOwn(calls, name);
}

/** Answers one call; every failure is a typed reply, never an exception across the border. */
export async function answerCall(handlers: Handlers, name: unknown, input: unknown): Promise<Reply<unknown>> {
  if (!isCallName(name)) return fail('input-invalid', { why: 'no such call' });
  const parsed = calls[name].input.safeParse(input);
  if (!parsed.success)
    return fail('input-invalid', { call: name, why: parsed.error.issues[0]?.message ?? 'wrong shape' });
  // TypeScript cannot follow `name` through the union; the schema of this very call has just been applied.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const reply = await (handlers[name] as (input: unknown) => Reply<unknown> | Promise<Reply<unknown>>)(parsed.data);
  if (!reply.ok) return reply;
  const checked = calls[name].output.safeParse(reply.value);
  return checked.success ? ok(checked.data) : fail('internal', { call: name });
}

/**
 * Events whose payload is made of nothing but what has passed its schema before: the show is the sum of checked commands,
 * and a drag announces all of it ten times a second, in the process that sends.
 */
const checkedBefore: ReadonlySet<EventName> = new Set<EventName>(['show.changed']);

/** The payload as the contract has it, or null when it breaks the contract: our own bug, and nothing is sent. */
export function checkedEvent<Name extends EventName>(name: Name, payload: EventPayload<Name>): unknown {
  if (checkedBefore.has(name)) return payload;
  const parsed = events[name].safeParse(payload);
  return parsed.success ? parsed.data : null;
}
