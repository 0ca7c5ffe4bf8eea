/** The one sound of a Worker that has no show yet: a strip of its own at the desk, which goes when the show comes. */
import type { Mix } from '../../../shared/contract/settings.ts';
import { defaultMaster } from '../../../shared/studio/document/show.ts';
import { defaultStrip, type Source } from '../../../shared/studio/document/source.ts';
import type { AudioFeed } from '../worker-protocol.ts';
import type { SoundDesk } from './desk/sound-desk.ts';

/** No show gives this id: it draws longer ones. */
const loneId = 'lone';

export class LoneSound {
  readonly #desk: SoundDesk;
  #isOver = false;

  constructor(desk: SoundDesk) {
    this.#desk = desk;
    this.setMix({ gainDb: 0, muted: false });
  }

  setFeed(feed: AudioFeed): void {
    if (this.#isOver) {
      if (feed.kind === 'microphone') feed.readable.cancel().catch(() => undefined);
      return;
    }
    if (feed.kind === 'silence') this.#desk.detach(loneId);
    else if (feed.kind === 'test') this.#desk.attach(loneId, feed);
    else this.#desk.attach(loneId, { kind: 'stream', readable: feed.readable });
  }

  setMix({ gainDb, muted }: Mix): void {
    if (this.#isOver) return;
    const source: Source = {
      id: loneId,
      name: loneId,
      input: { kind: 'microphone', deviceId: '', label: '' },
      filters: [],
      strip: { ...defaultStrip, faderDb: gainDb, muted },
      fallbackId: null,
    };
    this.#desk.setShow({ sources: [source], master: { ...defaultMaster, limiterDb: null } });
  }

  /** The show has come. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#desk.detach(loneId);
  }
}
