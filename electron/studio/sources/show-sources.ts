/** What main does for the sources of the open show: files, screens and windows, and the pages that it paints. */
import type { BrowserWindow } from 'electron';
import type { Handlers } from '../../ipc/answer.ts';
import { ScreenDesk } from '../../platform/sources/screens.ts';
import type { Session } from '../../session/session.ts';
import type { ShowStore } from '../../store/show/show-store.ts';
import { captureCalls } from '../calls/capture-calls.ts';
import { LossNotes } from './loss-notes.ts';
import { showFileAt } from './show-file.ts';
import { ReceivedPort } from './received-port.ts';
import { receivedPort, SourcePorts } from './source-ports.ts';

export type ShowSourcesParts = {
  readonly window: () => BrowserWindow | null;
  readonly shows: Pick<ShowStore, 'current' | 'onChange'>;
  readonly session: () => Pick<Session, 'note'>;
};

/** One for our window; to be made once the app is ready. */
export class ShowSources {
  readonly #shows: ShowSourcesParts['shows'];
  readonly #ports: SourcePorts;
  readonly #screens: ScreenDesk;
  readonly #losses: LossNotes;
  /** What the built-in ingest got, for the tab Viewer. */
  readonly received: ReceivedPort;

  constructor({ window, shows, session }: ShowSourcesParts) {
    this.#shows = shows;
    const show = () => shows.current?.show ?? null;
    this.#ports = new SourcePorts({ window, show });
    this.received = new ReceivedPort(() => receivedPort(window()));
    this.#losses = new LossNotes({ show, note: (text) => session().note('capture', text) });
    shows.onChange((state) => this.#ports.follow(state.show));
    const { platform, env: environment } = process;
    this.#screens = new ScreenDesk({ platform, environment, window, pageOf: (id) => this.#ports.pageOf(id) });
  }

  /** The file that an address of our page means; null when the open show names no such file. */
  fileAt(url: string): string | null {
    return showFileAt(url, this.#shows.current);
  }

  calls(): Pick<Handlers, keyof ReturnType<typeof captureCalls>> {
    return captureCalls({ screens: this.#screens, ports: this.#ports, losses: this.#losses, received: this.received });
  }
}
