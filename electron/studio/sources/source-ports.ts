/** The sources of a show that main itself feeds: opens them on request, and hands the page one port for each. */
import { MessageChannelMain, type BrowserWindow, type WebContents } from 'electron';
import { sourcePortChannel } from '../../../shared/contract/channels.ts';
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import { PageWindow } from '../../platform/sources/pages.ts';

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

  constructor(parts: SourcePortsParts) {
    this.#parts = parts;
  }

  /** Opens it anew if it is open already: its settings may have changed. */
  open(sourceId: string): Reply<null> {
    const window = this.#parts.window();
    const source = this.#parts.show()?.sources.find(({ id }) => id === sourceId);
    if (window === null || source?.input.kind !== 'browser') return fail('input-invalid', { why: 'no such source' });
    this.close(sourceId);
    if (this.#pages.size >= maxPages) return fail('source-page-failed', { why: `no more than ${maxPages} at once` });
    const { port1, port2 } = new MessageChannelMain();
    const { url, width, height, fps, css } = source.input;
    const page: PageWindow = new PageWindow({ url, width, height, fps, css }, port1, () => {
      if (this.#pages.get(sourceId) === page) this.#pages.delete(sourceId);
    });
    this.#pages.set(sourceId, page);
    window.webContents.postMessage(sourcePortChannel, { sourceId, kind: 'page' }, [port2]);
    return ok(null);
  }

  close(sourceId: string): void {
    this.#pages.get(sourceId)?.close();
    this.#pages.delete(sourceId);
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
    const wanted = new Set(show.sources.filter(({ input }) => input.kind === 'browser').map(({ id }) => id));
    for (const sourceId of this.#pages.keys()) if (!wanted.has(sourceId)) this.close(sourceId);
  }
}
