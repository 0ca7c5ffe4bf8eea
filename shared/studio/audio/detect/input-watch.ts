/** What may be wrong with a sound that nobody listens to: muted talk, silence, clipping, one channel only. */
import type { InputFigures } from './input-measure.ts';

/** What a watch may find. */
export const soundTroubles = [
  'talking-muted',
  'no-signal',
  'clipping',
  'left-only',
  'right-only',
  'out-of-phase',
] as const;
export type SoundTrouble = (typeof soundTroubles)[number];

export type InputSight = {
  readonly figures: Readonly<InputFigures>;
  /** Length of the stretch that the figures are of, s. */
  readonly seconds: number;
  /** Muted, or the fader is down. */
  readonly isMuted: boolean;
  /** Both channels get the mean of both, so that one channel only is no trouble. */
  readonly isMono: boolean;
  /** A microphone or a line: something that should be heard now. */
  readonly isLive: boolean;
};

/** Talk is at least this loud, and this much above what was the least in the last while; dBFS, dB. */
const talkDb = -50;
const talkAboveNoise = 12;
/** How fast the remembered noise may rise, dB a second: a fan that is switched on is noise after some seconds. */
const noiseRise = 2;
const talkSeconds = 0.7;
const talkPause = 3;

/** An open microphone in a quiet room is louder; dBFS. */
const silentDb = -70;
const silentSeconds = 20;

const clippingSeconds = 3;

/** One channel this much louder than the other, with something to be heard; dB, dBFS. */
const oneSidedDb = 35;
const oneSidedLevel = -50;
const oneSidedSeconds = 2;

/** Channels that mostly cancel each other, for so long. */
const againstCorrelation = -0.6;
const againstSeconds = 3;

/** One for each strip that is watched. */
export class InputWatch {
  #noise = 0;
  #talked = 0;
  #paused = 0;
  #isTalking = false;
  #silent = 0;
  #sinceClip = Infinity;
  #left = 0;
  #right = 0;
  #against = 0;

  /** Looks at the next stretch; true for what is wrong now. */
  see(sight: InputSight): Readonly<Record<SoundTrouble, boolean>> {
    const { figures, seconds } = sight;
    this.#sinceClip = figures.clips > 0 ? 0 : this.#sinceClip + seconds;
    this.#sides(figures, seconds);
    return {
      'talking-muted': this.#mutedTalk(sight),
      'no-signal': this.#silence(sight),
      clipping: this.#sinceClip < clippingSeconds,
      'left-only': !sight.isMono && this.#left >= oneSidedSeconds,
      'right-only': !sight.isMono && this.#right >= oneSidedSeconds,
      'out-of-phase': this.#against >= againstSeconds,
    };
  }

  #mutedTalk({ figures: { rmsDb }, seconds, isMuted, isLive }: InputSight): boolean {
    this.#noise = Math.min(rmsDb, this.#noise + noiseRise * seconds);
    if (!isMuted || !isLive) {
      this.#talked = 0;
      this.#isTalking = false;
      return false;
    }
    if (rmsDb >= Math.max(talkDb, this.#noise + talkAboveNoise)) {
      this.#talked += seconds;
      this.#paused = 0;
    } else {
      this.#paused += seconds;
      this.#talked = Math.max(0, this.#talked - seconds / 2);
    }
    if (this.#talked >= talkSeconds) this.#isTalking = true;
    if (this.#paused >= talkPause) {
      this.#isTalking = false;
      this.#talked = 0;
    }
    return this.#isTalking;
  }

  #silence({ figures: { peakDb }, seconds, isMuted, isLive }: InputSight): boolean {
    this.#silent = isLive && !isMuted && peakDb < silentDb ? this.#silent + seconds : 0;
    return this.#silent >= silentSeconds;
  }

  /** A pause says nothing about the channels: what was found stands until both are heard, or the other one. */
  #sides({ leftDb, rightDb, correlation }: Readonly<InputFigures>, seconds: number): void {
    if (Math.max(leftDb, rightDb) < oneSidedLevel) return;
    this.#left = leftDb - rightDb > oneSidedDb ? this.#left + seconds : 0;
    this.#right = rightDb - leftDb > oneSidedDb ? this.#right + seconds : 0;
    this.#against = correlation < againstCorrelation ? this.#against + seconds : 0;
  }
}
