/** The sources of a show that main itself feeds: opens them on request, and hands the page one port for each. */
import { MessageChannelMain, type BrowserWindow, type MessagePortMain, type WebContents } from 'electron';
import { sourcePortChannel, type PortOfSource, type SourcePortDetail } from '../../../shared/contract/channels.ts';
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import type { Input, InputOf } from '../../../shared/studio/document/source.ts';
import { PageWindow } from '../../platform/sources/pages.ts';
import type { SourcePort } from './packet-lane.ts';
import { StreamIngest, type IngestAddress } from './stream-ingest.ts';

/** Pages at once: each is a process of its own. */
const maxPages = 24;

export type SourcePortsParts = {
  readonly window: () => BrowserWindow | null;
  /** The show that is open; only its sources can be fed. */
  readonly show: () => Show | null;
};

/** One for our page; each port ends with it, and its source with the port. */
export class SourcePorts {
  readonly #parts: SourcePortsParts;
  readonly #pages = new Map<string, PageWindow>();
  readonly #streams = new StreamIngest();

  constructor(parts: SourcePortsParts) {
    this.#parts = parts;
  }

  /** Opens it anew if it is open already: its settings may have changed. */
  open(sourceId: string): Reply<null> {
    const window = this.#parts.window();
    const source = this.#parts.show()?.sources.find(({ id }) => id === sourceId);
    const input = source?.input ?? null;
    if (window === null || !isFedByMain(input)) return fail('input-invalid', { why: 'no such source' });
    this.close(sourceId);
    if (this.#pages.size >= maxPages) return fail('source-page-failed', { why: `no more than ${maxPages} at once` });
    const { port1, port2 } = new MessageChannelMain();
    if (input.kind === 'browser') this.#openPage(sourceId, input, port1);
    else this.#streams.add(sourceId, input.streamName, sourcePort(port1));
    const kind: PortOfSource['kind'] = input.kind === 'browser' ? 'page' : 'packets';
    window.webContents.postMessage(sourcePortChannel, { sourceId, kind }, [port2]);
    return ok(null);
  }

  /** Where another encoder publishes for this source; null while it is not open. */
  async address(sourceId: string): Promise<Reply<IngestAddress | null>> {
    return ok(await this.#streams.address(sourceId));
  }

  #openPage(sourceId: string, { url, width, height, fps, css }: InputOf<'browser'>, port1: MessagePortMain): void {
    const page: PageWindow = new PageWindow({ url, width, height, fps, css }, port1, () => {
      if (this.#pages.get(sourceId) === page) this.#pages.delete(sourceId);
    });
    this.#pages.set(sourceId, page);
  }

  close(sourceId: string): void {
    this.#pages.get(sourceId)?.close();
    this.#pages.delete(sourceId);
    this.#streams.remove(sourceId);
  }

  reload(sourceId: string): void {
    this.#pages.get(sourceId)?.reload();
  }

  /** The web page that is this source; null when it is not open. */
  pageOf(sourceId: string): WebContents | null {
    return this.#pages.get(sourceId)?.webContents ?? null;
  }

  /** Closes what the show no longer has; the page asks for what is new. */
  follow(show: Show): void {
    const wanted = new Map(show.sources.map(({ id, input }) => [id, input.kind]));
    for (const sourceId of this.#pages.keys()) if (wanted.get(sourceId) !== 'browser') this.close(sourceId);
    for (const sourceId of this.#streams.ids()) if (wanted.get(sourceId) !== 'rtmp') this.close(sourceId);
  }
}

/** Opens the port of the received copy; null when there is no window. */
export function receivedPort(window: BrowserWindow | null): SourcePort | null {
  if (window === null) return null;
  const { port1, port2 } = new MessageChannelMain();
  const detail: SourcePortDetail = { kind: 'received' };
  window.webContents.postMessage(sourcePortChannel, detail, [port2]);
  return sourcePort(port1);
}

function sourcePort(port: MessagePortMain): SourcePort {
  return {
    onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
    onClose: (listener) => void port.on('close', listener),
    start: () => port.start(),
    close: () => port.close(),
    post: (message) => port.postMessage(message, []),
  };
}

function isFedByMain(input: Input | null): input is InputOf<'browser' | 'rtmp'> {
  return input?.kind === 'browser' || input?.kind === 'rtmp';
}
