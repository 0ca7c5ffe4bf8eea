/** The preload script: exposes exactly the contract's bridge and passes the media port on; it knows no call by name. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  callChannel,
  eventChannel,
  portChannel,
  portMessageType,
  sourcePortChannel,
  sourcePortMessageType,
} from '../../shared/contract/channels.ts';
import type { StudioBridge } from '../../shared/contract/channels.ts';

const bridge: StudioBridge = {
  call: (name, input) => ipcRenderer.invoke(callChannel, name, input),
  on: (listener) => {
    const receive = (_event: unknown, name: string, payload: unknown): void => listener(name, payload);
    ipcRenderer.on(eventChannel, receive);
    return () => ipcRenderer.removeListener(eventChannel, receive);
  },
  pathOf: (file) => (file instanceof File ? webUtils.getPathForFile(file) : ''),
};

contextBridge.exposeInMainWorld('studio', bridge);

// contextBridge cannot carry a port; the page takes it from a window message of its own origin.
ipcRenderer.on(portChannel, (event) => {
  window.postMessage({ type: portMessageType }, location.origin, [...event.ports]);
});

ipcRenderer.on(sourcePortChannel, (event, detail: unknown) => {
  window.postMessage({ type: sourcePortMessageType, detail }, location.origin, [...event.ports]);
});
