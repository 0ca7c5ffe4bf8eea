/** Gathers the figures of the strips and of the sent mix 20 times a second, and what the detectors find. */
import type { SoundFinding, SoundLevels } from '../../../../shared/studio/audio/level/levels.ts';
import { soundTroubles } from '../../../../shared/studio/audio/detect/input-watch.ts';
import { sampleRate } from '../../../../shared/studio/audio/stereo.ts';
import { transitionSound } from '../../../../shared/studio/scene/transition/transition-files.ts';
import type { LaneSet } from './lane-set.ts';
import type { SentMix } from './sent-mix.ts';

/** 20 Hz. */
const everyFrames = sampleRate / 20;

export type LevelDeskOptions = {
  readonly onLevels: (levels: SoundLevels) => void;
  readonly onFindings: (findings: readonly SoundFinding[]) => void;
};

export class LevelDesk {
  readonly #lanes: LaneSet;
  readonly #sent: SentMix;
  readonly #options: LevelDeskOptions;
  readonly #strips = new Map<string, Float32Array>();
  #findings: readonly SoundFinding[] = [];
  /** Frames until the next look, and since the last one. */
  #due = everyFrames;
  #frames = 0;
  /** Samples that devices which were to be heard were short of since the restart. */
  fixedSamples = 0;

  constructor(lanes: LaneSet, sent: SentMix, options: LevelDeskOptions) {
    this.#lanes = lanes;
    this.#sent = sent;
    this.#options = options;
  }

  restart(): void {
    this.#due = everyFrames;
    this.#frames = 0;
    this.fixedSamples = 0;
    this.#sent.restart();
  }

  /** So many frames were mixed. */
  count(frames: number): void {
    this.#frames += frames;
    this.#due -= frames;
    if (this.#due > 0) return;
    this.#due += everyFrames;
    this.#look(this.#frames / sampleRate);
    this.#frames = 0;
  }

  #look(seconds: number): void {
    const findings: SoundFinding[] = [];
    let fixed = 0;
    this.#strips.clear();
    for (const lane of this.#lanes.inOrder) {
      const troubles = lane.look(seconds);
      // Nobody has a fader for it, nor a name.
      if (lane.sourceId === transitionSound.id) continue;
      this.#strips.set(lane.sourceId, lane.figures);
      fixed = Math.max(fixed, lane.takeFixed());
      for (const kind of soundTroubles) if (troubles[kind]) findings.push({ sourceId: lane.sourceId, kind });
    }
    this.fixedSamples += fixed;
    this.#sent.look();
    this.#options.onLevels({ strips: this.#strips, master: this.#sent.figures });
    if (isSame(findings, this.#findings)) return;
    this.#findings = findings;
    this.#options.onFindings(findings);
  }
}

function isSame(some: readonly SoundFinding[], others: readonly SoundFinding[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ sourceId, kind }, index) => others[index]?.sourceId === sourceId && others[index].kind === kind)
  );
}
