/** A text as a source: drawn again only when what it says has changed. */
import type { Micros, Millis } from '../../../../../shared/clock.ts';
import type { Input, InputOf } from '../../../../../shared/studio/document/source.ts';
import { expandText, variablesOf, type TextValues } from '../../../../../shared/studio/text/expand.ts';
import type { LocalMoment } from '../../../../../shared/studio/text/values.ts';
import type { Look, Producer, ProducerContext, ProducerState } from '../producer.ts';
import { drawText } from './draw-text.ts';
import { StillPicture } from '../still/still-picture.ts';
import { TextFile } from './text-file.ts';

/** Values are looked at this often, µs: a second is seen as it begins. */
const everyMicros = 100_000;

/** Without memory for it a text is drawn again after this, µs. */
const againMicros = 1_000_000;

/** Clocks run while it is hidden, but nothing is drawn. */
export class TextProducer implements Producer {
  readonly #context: ProducerContext;
  readonly #picture: StillPicture;
  readonly #date = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });
  #input: InputOf<'text'>;
  #file: TextFile | null = null;
  #state: ProducerState = { state: 'running' };
  /** What has been drawn; null: it must be. */
  #drawn: string | null = null;
  /** When a text for which there was no memory is tried again. */
  #againAt: Micros = Number.NEGATIVE_INFINITY;
  #isLive: boolean;
  #lookedAt: Micros = Number.NEGATIVE_INFINITY;
  /** Since when the countdown runs, ms since 1970. */
  #since: Millis;

  constructor(input: InputOf<'text'>, context: ProducerContext) {
    this.#context = context;
    this.#input = input;
    this.#picture = new StillPicture(context.surfaces);
    this.#since = context.wallclock();
    this.#isLive = variablesOf(input.text).size > 0;
    this.#openFile();
  }

  get state(): ProducerState {
    return this.#state;
  }

  get ageMillis(): number | null {
    return 0;
  }

  look(now: Micros): Look | null {
    const isDue = this.#drawn === null || (this.#isLive && now - this.#lookedAt >= everyMicros);
    if (isDue && now >= this.#againAt) {
      this.#lookedAt = now;
      this.#draw(now);
    }
    return this.#picture.look;
  }

  /** A countdown without a fixed end begins when it comes to be seen. */
  setShown(shown: boolean): void {
    if (shown) this.#since = this.#context.wallclock();
    this.#file?.setOn(shown);
  }

  update(input: Input): boolean {
    if (input.kind !== 'text') return false;
    const before = this.#input;
    this.#input = input;
    this.#drawn = null;
    this.#againAt = Number.NEGATIVE_INFINITY;
    this.#isLive = variablesOf(input.text).size > 0;
    if (input.countdownSeconds !== before.countdownSeconds) this.#since = this.#context.wallclock();
    if (input.file !== before.file || usesFile(input) !== usesFile(before)) this.#openFile();
    return true;
  }

  close(): void {
    this.#file?.close();
    this.#picture.close();
  }

  #openFile(): void {
    this.#file?.close();
    this.#file = null;
    this.#setState({ state: 'running' });
    if (!usesFile(this.#input)) return;
    const file = new TextFile(this.#context.fileUrl(0), () => {
      this.#drawn = null;
      this.#setState(file.error === null ? { state: 'running' } : { state: 'failed', error: file.error });
    });
    this.#file = file;
  }

  #draw(now: Micros): void {
    const text = expandText(this.#input.text, this.#values());
    if (text === this.#drawn) return;
    this.#drawn = text;
    const bitmap = drawText(text, this.#input.style);
    if (bitmap === null) {
      this.#picture.clear();
      return;
    }
    const surface = this.#context.surfaces.fromBitmap(bitmap);
    if (surface === null) {
      // What was there stays meanwhile.
      this.#drawn = null;
      this.#againAt = now + againMicros;
      return;
    }
    const { width, height, isOpaque } = bitmap;
    this.#picture.show(surface, { width, height, isOpaque, captured: now });
  }

  #values(): TextValues {
    const { kbps, onAirSince } = this.#context.facts();
    const wallclock = this.#context.wallclock();
    return {
      moment: this.#momentOf(wallclock),
      countdownMillis: Math.max(0, this.#countdownEnd() - wallclock),
      onAirMillis: onAirSince === null ? null : wallclock - onAirSince,
      kbps,
      file: this.#file?.text ?? null,
    };
  }

  #countdownEnd(): Millis {
    const { countdownTo, countdownSeconds } = this.#input;
    const end = countdownTo === null ? Number.NaN : Date.parse(countdownTo);
    return Number.isNaN(end) ? this.#since + countdownSeconds * 1000 : end;
  }

  #momentOf(wallclock: Millis): LocalMoment {
    const date = new Date(wallclock);
    return {
      year: date.getFullYear(),
      month: date.getMonth() + 1,
      day: date.getDate(),
      hours: date.getHours(),
      minutes: date.getMinutes(),
      seconds: date.getSeconds(),
      dateText: this.#date.format(date),
    };
  }

  #setState(state: ProducerState): void {
    if (state.state === this.#state.state && state.state === 'running') return;
    this.#state = state;
    this.#context.onState(state);
  }
}

function usesFile({ text, file }: InputOf<'text'>): boolean {
  return file !== null && variablesOf(text).has('file');
}
