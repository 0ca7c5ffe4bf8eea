/** Screens and windows as sources: what there is, and what the page's next display capture gets, which our picker chose. */
import {
  desktopCapturer,
  screen,
  session,
  type BrowserWindow,
  type DesktopCapturerSource,
  type WebContents,
  type WebFrameMain,
} from 'electron';
import { captureNameLength, type CaptureChoice, type Screens } from '../../../shared/contract/show/capture.ts';
import { fail, ok, studioError, type Reply } from '../../../shared/errors.ts';
import { hasSystemPicker, windowOf } from './find-window.ts';

/** What is listed at most, and how large its picture is, in pixels. */
const maxListed = 64;
const thumbnailSize = { width: 320, height: 180 } as const;
const noThumbnail = { width: 0, height: 0 } as const;
const thumbnailQuality = 60;

/** A choice that the page does not use at once is forgotten, ms. */
const choiceMillis = 5_000;

/** Listing everything may hang behind a busy window system, ms. */
const listMillis = 8_000;

/** Stands for the desktop's question; Chromium asks for any screen or window itself then. */
const asked = { id: 'screen:0:0', name: 'Screen' } as const;

type Granted = {
  readonly video?: { readonly id: string; readonly name: string } | WebFrameMain;
  readonly audio?: 'loopback' | WebFrameMain;
};

export type ScreenDeskParts = {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** Our window; null while there is none. */
  readonly window: () => BrowserWindow | null;
  /** The web page that is this source; null when it is not open. */
  readonly pageOf: (sourceId: string) => WebContents | null;
};

/** One for our page. */
export class ScreenDesk {
  readonly #parts: ScreenDeskParts;
  #granted: { readonly streams: Granted; readonly until: number } | null = null;

  constructor(parts: ScreenDeskParts) {
    this.#parts = parts;
    session.defaultSession.setDisplayMediaRequestHandler((request, answer) => {
      const isOurs = request.frame !== null && request.frame === parts.window()?.webContents.mainFrame;
      const streams = isOurs ? this.#take() : null;
      try {
        answer(streams);
      } catch {
        // Electron throws when what was asked for is not given; the page's promise is then rejected.
      }
    });
  }

  async list(thumbnails: boolean): Promise<Reply<Screens>> {
    const systemAudio = this.#parts.platform !== 'darwin';
    if (this.#hasSystemPicker()) {
      const entry = { id: '', name: '', thumbnail: '' };
      const screens = [{ ...entry, isPrimary: true }];
      return ok({ picker: 'system', screens, windows: [{ ...entry, isOurs: false }], systemAudio });
    }
    const found = await sourcesOf(['screen', 'window'], thumbnails);
    if (found === null) return fail('screen-denied');
    const ourId = this.#parts.window()?.getMediaSourceId() ?? '';
    const primary = String(screen.getPrimaryDisplay().id);
    const screens = found.filter(({ id }) => id.startsWith('screen:')).slice(0, maxListed);
    const windows = found.filter(({ id }) => id.startsWith('window:')).slice(0, maxListed);
    return ok({
      picker: 'ours',
      screens: screens.map((source) => {
        const id = source.display_id === '' ? source.id : source.display_id;
        const isPrimary = source.display_id === primary || screens.length === 1;
        return { id, name: source.name, thumbnail: pictureOf(source), isPrimary };
      }),
      windows: windows.map((source) => {
        return { id: source.id, name: source.name, thumbnail: pictureOf(source), isOurs: source.id === ourId };
      }),
      systemAudio,
    });
  }

  /** What the next display capture of our page shall show; the page has to begin it within seconds. */
  async choose(choice: CaptureChoice): Promise<Reply<{ readonly id: string; readonly label: string }>> {
    const found = await this.#find(choice);
    if (!found.ok) return found;
    this.#granted = { streams: found.value.streams, until: performance.now() + choiceMillis };
    // A capture needs a user's hand; ours was in the picker, or at the source's switch in an earlier run.
    await this.#parts
      .window()
      ?.webContents.executeJavaScript('undefined', true)
      .catch(() => undefined);
    return ok({ id: found.value.id, label: found.value.label });
  }

  async #find(choice: CaptureChoice): Promise<Reply<Found>> {
    switch (choice.kind) {
      case 'screen':
      case 'window':
        return this.#findPicture(choice);
      case 'system-audio':
        if (this.#parts.platform === 'darwin') return fail('system-audio-missing', { why: 'macOS' });
        return ok({ id: '', label: '', streams: { audio: 'loopback' } });
      case 'page-sound': {
        const page = this.#parts.pageOf(choice.sourceId);
        if (page === null) return fail('source-page-failed', { why: 'it is not open' });
        return ok({ id: choice.sourceId, label: '', streams: { audio: page.mainFrame, video: page.mainFrame } });
      }
    }
  }

  async #findPicture({
    kind,
    id,
    label,
  }: Extract<CaptureChoice, { kind: 'screen' | 'window' }>): Promise<Reply<Found>> {
    if (this.#hasSystemPicker()) return ok({ id, label, streams: { video: asked } });
    const found = await sourcesOf([kind], false);
    if (found === null) return fail('screen-denied');
    const source = kind === 'screen' ? screenOf(found, id) : windowOf(found, { id, label });
    if (source === null)
      return { ok: false, error: studioError('screen-missing', label === '' ? {} : { file: label }) };
    const newId = kind === 'screen' ? source.display_id || source.id : source.id;
    return ok({ id: newId, label: source.name, streams: { video: { id: source.id, name: source.name } } });
  }

  #hasSystemPicker(): boolean {
    return hasSystemPicker(this.#parts.platform, this.#parts.environment);
  }

  #take(): Granted | null {
    const granted = this.#granted;
    this.#granted = null;
    return granted !== null && performance.now() < granted.until ? granted.streams : null;
  }
}

/** A screen or window with its name as we keep it, so that what was listed is found again. */
type Listed = Pick<DesktopCapturerSource, 'id' | 'display_id' | 'name' | 'thumbnail'>;

function listedOf({ id, display_id, name, thumbnail }: DesktopCapturerSource): Listed {
  return { id, display_id, name: name.slice(0, captureNameLength), thumbnail };
}

type Found = { readonly id: string; readonly label: string; readonly streams: Granted };

/** Null where the system does not let us look. */
async function sourcesOf(
  types: readonly ('screen' | 'window')[],
  thumbnails: boolean,
): Promise<readonly Listed[] | null> {
  const size = thumbnails ? thumbnailSize : noThumbnail;
  const listed = desktopCapturer
    .getSources({ types: [...types], thumbnailSize: size, fetchWindowIcons: false })
    .then((found) => found.map(listedOf))
    .catch(() => null);
  return Promise.race([listed, new Promise<null>((resolve) => setTimeout(resolve, listMillis, null).unref())]);
}

/** As a data address; empty where there is none. */
function pictureOf({ thumbnail }: Listed): string {
  if (thumbnail.isEmpty()) return '';
  return `data:image/jpeg;base64,${thumbnail.toJPEG(thumbnailQuality).toString('base64')}`;
}

/** An empty id means the main screen. */
function screenOf(found: readonly Listed[], id: string): Listed | null {
  const wanted = id === '' ? String(screen.getPrimaryDisplay().id) : id;
  const same = found.find((source) => source.display_id === wanted || source.id === wanted);
  return same ?? (id === '' ? (found[0] ?? null) : null);
}
