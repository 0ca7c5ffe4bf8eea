/** Serves the contract: checks sender, frame and schema of every call before anything else sees it. */
import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { callChannel, eventChannel } from '../../shared/contract/channels.ts';
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

/** Listens for calls from `window`; `onProblem` hears of refused senders and failed handlers. */
export function serveCalls(
  window: BrowserWindow,
  options: { readonly origin: string; readonly handlers: Handlers; readonly onProblem: (text: string) => void },
): void {
  ipcMain.removeHandler(callChannel);
  ipcMain.handle(callChannel, async (event, name: unknown, input: unknown) => {
    if (!isTrustedSender(senderOf(event, window), options.origin)) {
      options.onProblem('refused a call from a foreign frame');
      return fail('input-invalid', { why: 'sender' });
    }
    try {
      return await answerCall(options.handlers, name, input);
    } catch (error) {
      options.onProblem(`call ${String(name)}: ${error instanceof Error ? error.message : 'failed'}`);
      return fail('internal', { call: String(name).slice(0, 40) });
    }
  });
}

function senderOf(event: IpcMainInvokeEvent, window: BrowserWindow): CallSender {
  const frame = event.senderFrame;
  return {
    url: frame?.url ?? '',
    isMainFrame: frame !== null && frame === event.sender.mainFrame,
    isOurWindow: !window.isDestroyed() && event.sender === window.webContents,
  };
}

/** Announces an event to the window; a payload that breaks the contract is our own bug and is not sent. */
export function sendEvent<Name extends EventName>(
  window: BrowserWindow,
  name: Name,
  payload: EventPayload<Name>,
): void {
  if (window.isDestroyed() || window.webContents.isDestroyed()) return;
  const parsed = events[name].safeParse(payload);
  if (parsed.success) window.webContents.send(eventChannel, name, parsed.data);
}
