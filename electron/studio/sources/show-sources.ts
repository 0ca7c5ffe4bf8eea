/** What main does for the sources of the open show: files, screens and windows, and the pages that it paints. */
import type { BrowserWindow } from 'electron';
import type { Handlers } from '../../ipc/answer.ts';
import { ScreenDesk } from '../../platform/sources/screens.ts';
import type { ShowStore } from '../../store/show/show-store.ts';
import { captureCalls } from '../calls/capture-calls.ts';
import { showFileAt } from './show-file.ts';
import { SourcePorts } from './source-ports.ts';

export type ShowSourcesParts = {
  readonly window: () => BrowserWindow | null;
  readonly shows: Pick<ShowStore, 'current' | 'onChange'>;
};

/** One for our window; to be made once the app is ready. */
export class ShowSources {
  readonly #shows: ShowSourcesParts['shows'];
  readonly #ports: SourcePorts;
  readonly #screens: ScreenDesk;

  constructor({ window, shows }: ShowSourcesParts) {
    this.#shows = shows;
    this.#ports = new SourcePorts({ window, show: () => shows.current?.show ?? null });
    shows.onChange(({ show }) => this.#ports.follow(show));
    const { platform, env: environment } = process;
    this.#screens = new ScreenDesk({ platform, environment, window, pageOf: (id) => this.#ports.pageOf(id) });
  }

  /** The file that an address of our page means; null when the open show names no such file. */
  fileAt(url: string): string | null {
    return showFileAt(url, this.#shows.current);
  }

  calls(): Pick<Handlers, keyof ReturnType<typeof captureCalls>> {
    return captureCalls({ screens: this.#screens, ports: this.#ports });
  }
}
