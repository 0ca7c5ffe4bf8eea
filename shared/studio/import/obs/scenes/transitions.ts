/** Transitions of OBS. Cut and fade are built in there and named in the user's language; the others are in the file. */
import type { Transition } from '../../../document/scene.ts';
import { clamped, type Fields } from '../fields.ts';
import { withoutVersion } from '../inputs/input-of.ts';
import { quoted, type Reading } from '../reading.ts';
import { say } from '../../../../wire/tongue.ts';

const longest = 20_000;

const directions: Readonly<Record<string, 'left' | 'right' | 'up' | 'down'>> = {
  left: 'left',
  right: 'right',
  up: 'up',
  down: 'down',
};

/** A cut by its name in some languages; anything else that is not in the file is a fade. */
const cutNames: ReadonlySet<string> = new Set([
  'cut',
  'schnitt',
  'coupure',
  'corte',
  'taglio',
  'cięcie',
  '切り替え',
  '剪切',
]);

export class Transitions {
  readonly #reading: Reading;
  readonly #byName: ReadonlyMap<string, Fields>;
  readonly #usual: Transition;

  constructor(collection: Fields, reading: Reading) {
    this.#reading = reading;
    this.#byName = new Map(collection.list('transitions', 200).map((fields) => [fields.text('name'), fields]));
    this.#usual = this.named(collection.text('current_transition'), collection.number('transition_duration', 300));
  }

  /** The one of the whole show. */
  get usual(): Transition {
    return this.#usual;
  }

  /** The transition of this name, taking so many milliseconds. */
  named(name: string, duration: number): Transition {
    const millis = Math.round(clamped(duration, 0, longest));
    const fields = this.#byName.get(name);
    if (fields === undefined) return cutNames.has(name.toLowerCase()) ? { kind: 'cut' } : { kind: 'fade', millis };
    const settings = fields.object('settings');
    const direction = directions[settings.text('direction')] ?? 'left';
    const id = withoutVersion(fields.text('id'));
    switch (id) {
      case 'cut_transition':
        return { kind: 'cut' };
      case 'fade_transition':
        return { kind: 'fade', millis };
      case 'slide_transition':
      case 'swipe_transition':
        return { kind: 'slide', millis, direction };
      case 'wipe_transition':
        return this.#lumaWipe(name, settings, millis);
      case 'obs_stinger_transition':
        return this.#stinger(name, settings);
      default:
        this.#reading.note(
          say`Transition ${quoted(name)}`,
          say`There is no counterpart for ${id || say`it`}; it became a fade.`,
        );
        return { kind: 'fade', millis };
    }
  }

  /** Images that come with OBS are named without their folder. */
  #lumaWipe(name: string, settings: Fields, millis: number): Transition {
    const path = settings.text('luma_image').slice(0, 4096);
    if (/[/\\]/.test(path)) {
      const softness = settings.within('luma_softness', 0.03, [0, 1]);
      return { kind: 'luma-wipe', millis, path, softness, inverted: settings.flag('luma_invert', false) };
    }
    this.#reading.note(say`Transition ${quoted(name)}`, say`Its image belongs to OBS; it became a plain wipe.`);
    return { kind: 'wipe', millis, direction: settings.flag('luma_invert', false) ? 'left' : 'right' };
  }

  #stinger(name: string, settings: Fields): Transition {
    const path = settings.text('path').slice(0, 4096);
    const isInFrames = settings.number('tp_type', 0) === 1;
    if (path === '') return { kind: 'cut' };
    if (isInFrames)
      this.#reading.note(say`Transition ${quoted(name)}`, say`It cuts at a frame number; check its cut point.`);
    const point = settings.number('transition_point', 0) * (isInFrames ? 1000 / 30 : 1);
    return { kind: 'stinger', path, cutAtMillis: Math.round(clamped(point, 0, longest)) };
  }
}
