/** Serves the contract over Electron's IPC: who calls, and what goes back; `answer.ts` judges. */
import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { callChannel, eventChannel } from '../../shared/contract/channels.ts';
import type { EventName, EventPayload } from '../../shared/contract/ipc.ts';
import { fail } from '../../shared/errors.ts';
import { answerCall, checkedEvent, isTrustedSender, type CallSender, type Handlers } from './answer.ts';

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

/** Announces an event to the window, unless its payload breaks the contract. */
export function sendEvent<Name extends EventName>(
  window: BrowserWindow,
  name: Name,
  payload: EventPayload<Name>,
): void {
  if (window.isDestroyed() || window.webContents.isDestroyed()) return;
  const checked = checkedEvent(name, payload);
  if (checked !== null) window.webContents.send(eventChannel, name, checked);
}

/** Says whether somebody sees the window: the page can't tell by itself, without throttling it counts as visible for ever. */
export function watchShown(window: BrowserWindow, onShown: (isShown: boolean) => void): void {
  window.on('hide', () => onShown(false)).on('minimize', () => onShown(false));
  window.on('show', () => onShown(true)).on('restore', () => onShown(true));
}
