/** Gives each source of a show its sound at the desk: generated, pushed by its pictures' producer, or from a device. */
import type { Show } from '../../../shared/studio/document/show.ts';
import { hasPicture } from '../../../shared/studio/document/source.ts';
import { hasStinger, transitionSound } from '../../../shared/studio/scene/transition/transition-files.ts';
import type { SoundDesk, SoundFeed } from './desk/sound-desk.ts';

/** What comes without a stream from the page. */
type OwnFeed = Exclude<SoundFeed['kind'], 'stream'>;

/** Follows the show; devices are attached as their streams come. */
export class ShowSound {
  readonly #desk: SoundDesk;
  /** Sources with a sound of their own, by what they were attached as; `stream` once a device was. */
  readonly #attached = new Map<string, SoundFeed['kind']>();

  constructor(desk: SoundDesk) {
    this.#desk = desk;
  }

  setShow(show: Show): void {
    const sources = hasStinger(show) ? [...show.sources, transitionSound] : show.sources;
    const wanted = new Map(sources.flatMap(({ id, input, strip }) => (strip === null ? [] : [[id, input.kind]])));
    for (const id of this.#attached.keys()) if (!wanted.has(id)) this.#detach(id);
    this.#desk.setShow({ sources, master: show.master });
    for (const [id, kind] of wanted) {
      // The sound of a page comes as a stream, once it is open.
      if (hasPicture(kind) && kind !== 'browser') this.#attach(id, kind === 'test' ? 'test' : 'push');
    }
  }

  /** Sound of a device, which the desk closes; null: its end. */
  feed(sourceId: string, readable: ReadableStream<AudioData> | null): void {
    if (readable === null) {
      this.#detach(sourceId);
      return;
    }
    this.#attached.set(sourceId, 'stream');
    this.#desk.attach(sourceId, { kind: 'stream', readable });
  }

  #attach(id: string, kind: OwnFeed): void {
    if (this.#attached.get(id) === kind) return;
    this.#attached.set(id, kind);
    this.#desk.attach(id, { kind });
  }

  #detach(id: string): void {
    this.#attached.delete(id);
    this.#desk.detach(id);
  }
}
