/** The studio's end of the media port: one at a time, and what comes over it goes to the session. */
import type { BrowserWindow } from 'electron';
import type { Order } from '../../shared/contract/frames.ts';
import type { Notice } from '../../shared/contract/ipc.ts';
import { studioError } from '../../shared/errors.ts';
import { sentenceFor } from '../../shared/live/words/sentences.ts';
import { openMediaPort, type MediaPort } from '../ipc/frames-port.ts';
import type { NoticeMessage } from '../ipc/media-messages.ts';
import { systemClock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Session } from '../session/session.ts';
import { say } from '../../shared/wire/tongue.ts';

/** What the link needs. */
export type MediaLinkParts = {
  readonly session: () => Session;
  readonly log: Log;
  readonly notice: (notice: Notice) => void;
};

/** Opens the port again for each page. */
export class MediaLink {
  readonly #parts: MediaLinkParts;
  #port: MediaPort | null = null;

  constructor(parts: MediaLinkParts) {
    this.#parts = parts;
  }

  /** Sends an order to the Media Worker; false when there is none. */
  order(order: Order): boolean {
    if (this.#port === null) return false;
    this.#port.order(order);
    return true;
  }

  /** Gives the page a fresh port; the one before is closed. */
  connect(window: BrowserWindow): void {
    const { log } = this.#parts;
    const session = this.#parts.session();
    this.#port?.close();
    const port = openMediaPort(window.webContents, systemClock, {
      onReady: () => session.mediaReady(),
      onConfig: (config) => session.takeConfig(config),
      onPacket: (packet) => session.takePacket(packet),
      onSlate: (slate, rendition) => session.takeSlate(slate, rendition),
      onStats: (stats) => session.takeStats(stats),
      onNotice: (notice) => this.#takeNotice(notice),
      onStopped: () => session.mediaStopped(),
      onLost: () => {
        if (this.#port === port) this.lost();
      },
      onMalformed: (why) => log.warn(`media port: dropped ${why}`),
    });
    this.#port = port;
  }

  /** The page is gone. */
  lost(): void {
    this.#port = null;
    this.#parts.session().mediaLost();
  }

  #noticeTrack(track: number): void {
    const text = say`Sound track ${track} can’t be encoded. Everything else goes on.`;
    this.#parts.notice({ tone: 'warn', text, next: say`Destinations that have chosen it get track 1.` });
    this.#parts.session().note('encoder', text);
  }

  #takeNotice(notice: NoticeMessage): void {
    const { source } = notice;
    const error = studioError(notice.code, { why: notice.detail, ...(source === undefined ? {} : { device: source }) });
    const outcome = notice.recovered ? 'recovered' : 'not recovered';
    this.#parts.log.warn(`pipeline: ${notice.code} (${outcome}): ${source ?? ''} ${notice.detail}`);
    if (notice.trackId !== undefined && notice.trackId > 0) {
      // The picture and the other tracks go on; who has chosen this one gets track 1.
      if (!notice.recovered) this.#noticeTrack(notice.trackId + 1);
      return;
    }
    if (notice.rendition === 1) {
      // It concerns those alone who get the second rendition, and they are told where it is gone for good.
      if (!notice.recovered) this.#parts.session().encoderGone(error, 1);
      return;
    }
    const words = sentenceFor(error, { service: '', host: '' });
    this.#parts.notice({ tone: notice.recovered ? 'warn' : 'bad', text: words.text, next: words.next });
    const session = this.#parts.session();
    if (notice.recovered) session.note(noteOf(notice.code), words.text);
    else session.encoderGone(error);
  }
}

/** What the report and the diagnosis take it for: what makes the picture is no encoder's doing. */
export function noteOf(code: NoticeMessage['code']): 'encoder' | 'capture' {
  return ofPicture.has(code) ? 'capture' : 'encoder';
}

const ofPicture: ReadonlySet<NoticeMessage['code']> = new Set([
  'source-failed',
  'scene-failed',
  'noise-suppression-failed',
]);
