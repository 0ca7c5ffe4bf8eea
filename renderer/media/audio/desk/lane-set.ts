/** All lanes of the desk: one for each source with a strip, in an order in which those that decide come first. */
import type { CreateDenoiser } from '../../../../shared/studio/audio/chain/noise-suppression.ts';
import type { KeySound } from '../../../../shared/studio/audio/chain/filter-chain.ts';
import { createStereo, quantumFrames } from '../../../../shared/studio/audio/stereo.ts';
import type { Source } from '../../../../shared/studio/document/source.ts';
import type { Intake } from './intake/intake.ts';
import { SoundLane } from './sound-lane.ts';

const silence = createStereo(quantumFrames);

export class LaneSet {
  readonly #createDenoiser: CreateDenoiser;
  readonly #lanes = new Map<string, SoundLane>();
  /** Sounds may come before the show that has a strip for them. */
  readonly #intakes = new Map<string, Intake>();
  #inOrder: readonly SoundLane[] = [];
  #audible: ReadonlyMap<string, number> | null = null;
  #soloId: string | null = null;

  constructor(createDenoiser: CreateDenoiser) {
    this.#createDenoiser = createDenoiser;
  }

  /** Those with a sound, those that others listen to first. */
  get inOrder(): readonly SoundLane[] {
    return this.#inOrder;
  }

  /** The last frame that all sounds know. */
  readyUntil(ahead: number): number {
    let end = Infinity;
    for (const lane of this.#inOrder) end = Math.min(end, lane.readyUntil(ahead));
    return end;
  }

  /** What a strip adds to the sent mix is what others give way to: who is muted pushes nobody down. */
  readonly keySound: KeySound = (sourceId) => {
    const lane = this.#lanes.get(sourceId);
    return lane === undefined || lane.isOffAir ? silence : lane.block;
  };

  setSources(sources: readonly Source[]): void {
    const known = new Set<string>();
    for (const { id, input, strip } of sources) {
      if (strip === null) continue;
      known.add(id);
      const lane = this.#lanes.get(id);
      if (lane?.kind === input.kind) lane.setStrip(strip);
      else this.#add(new SoundLane({ id, kind: input.kind, strip }, this.#createDenoiser));
    }
    for (const [id, lane] of this.#lanes) {
      if (known.has(id)) continue;
      lane.close();
      this.#lanes.delete(id);
    }
    this.#sort();
    this.setSolo(this.#soloId);
  }

  /** One strip is listened to alone; one that is not there is nobody. */
  setSolo(sourceId: string | null): void {
    this.#soloId = sourceId;
    const isSolo = sourceId !== null && this.#lanes.has(sourceId);
    for (const [id, lane] of this.#lanes) lane.setSolo(isSolo ? (id === sourceId ? 'this' : 'other') : null);
  }

  setAudible(gains: ReadonlyMap<string, number>): void {
    this.#audible = gains;
    for (const [id, lane] of this.#lanes) lane.setSceneGain(gains.get(id) ?? 0);
  }

  intakeOf(sourceId: string): Intake | null {
    return this.#intakes.get(sourceId) ?? null;
  }

  setIntake(sourceId: string, intake: Intake | null): void {
    if (intake === null) this.#intakes.delete(sourceId);
    else this.#intakes.set(sourceId, intake);
    this.#lanes.get(sourceId)?.setIntake(intake);
    this.#sort();
  }

  restart(): void {
    for (const intake of this.#intakes.values()) intake.restart();
    for (const lane of this.#lanes.values()) lane.restart();
  }

  close(): void {
    for (const lane of this.#lanes.values()) lane.close();
    this.#lanes.clear();
    this.#intakes.clear();
    this.#inOrder = [];
  }

  #add(lane: SoundLane): void {
    this.#lanes.get(lane.sourceId)?.close();
    this.#lanes.set(lane.sourceId, lane);
    if (this.#audible !== null) lane.setSceneGain(this.#audible.get(lane.sourceId) ?? 0);
    lane.setIntake(this.#intakes.get(lane.sourceId) ?? null);
  }

  /** A strip that listens to one which listens itself hears it as it was 5 ms ago, if that one comes later. */
  #sort(): void {
    this.#inOrder = [...this.#lanes.values()]
      .filter(({ intake }) => intake !== null)
      .toSorted((a, b) => Number(a.listens) - Number(b.listens));
  }
}
