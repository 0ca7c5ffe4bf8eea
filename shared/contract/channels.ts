/** Names of the channels between window and main; free of schemas so that the preload script stays tiny. */

/** The channel of all calls, of all events, and of the media port. */
export const callChannel = 'uplink:call';
export const eventChannel = 'uplink:event';
export const portChannel = 'uplink:media-port';

/** The channel of ports of single sources (`shared/contract/show/source-ports.ts`). */
export const sourcePortChannel = 'uplink:source-port';

/** `type` of the window message that carries the media port from the preload script into the page. */
export const portMessageType = 'uplink-media-port';

/** `type` of the window message that carries the port of a source; its `detail` is a `SourcePortDetail`. */
export const sourcePortMessageType = 'uplink-source-port';

/** Which source a port belongs to, and what is said on it. */
export type PortOfSource = { readonly sourceId: string; readonly kind: 'page' | 'packets' };

/** What a port is for: a source, or the received copy that the tab Viewer shows. */
export type SourcePortDetail = PortOfSource | { readonly kind: 'received' };

/** What the preload script exposes as `window.studio`. */
export type StudioBridge = {
  readonly call: (name: string, input: unknown) => Promise<unknown>;
  readonly on: (listener: (name: string, payload: unknown) => void) => () => void;
  /** Absolute path of a `File` that was dropped on the window; empty when it is none of the disk's. */
  readonly pathOf: (file: unknown) => string;
};
