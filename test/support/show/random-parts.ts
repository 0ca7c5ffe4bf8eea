/** Parts of shows drawn from numbers: ids that mostly exist, sources, items, filters; and a show with some of each. */
import { createShow } from '../../../shared/studio/document/default-show.ts';
import type { AudioFilter, VideoFilter } from '../../../shared/studio/document/filters.ts';
import {
  createItem,
  noCrop,
  type Item,
  type Scene,
  type Transform,
  type Transition,
} from '../../../shared/studio/document/scene.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import { defaultStrip, hasSound, type Input, type Source, type Strip } from '../../../shared/studio/document/source.ts';
import type { FilterTarget } from '../../../shared/studio/edit/commands.ts';

/** Ids in order, so that a failure reads the same each time. */
export function countingIds(prefix = 'id'): () => string {
  let count = 0;
  return () => `${prefix}-${(count += 1)}`;
}

/** What the drawing of one command goes by. */
export class Draw {
  readonly #numbers: readonly number[];
  readonly show: Show;
  readonly newId: () => string;
  #at = 0;

  constructor(show: Show, numbers: readonly number[], newId: () => string) {
    this.show = show;
    this.#numbers = numbers;
    this.newId = newId;
  }

  next(below: number): number {
    const number = this.#numbers[this.#at % this.#numbers.length] ?? 0;
    this.#at += 1;
    return (number + this.#at) % below;
  }

  flag(): boolean {
    return this.next(2) === 0;
  }

  between(min: number, max: number): number {
    return min + ((max - min) * this.next(1001)) / 1000;
  }

  of<T>(list: readonly [T, ...T[]]): T {
    return list[this.next(list.length)] ?? list[0];
  }

  /** An id of the list; now and then one that is nowhere. */
  idOf(list: readonly { readonly id: string }[]): string {
    const missing = this.next(20) === 0;
    return missing ? 'nowhere' : (list[this.next(Math.max(1, list.length))]?.id ?? 'nowhere');
  }

  scene(): string {
    return this.idOf(this.show.scenes);
  }

  source(): string {
    return this.idOf(this.show.sources);
  }

  /** Mostly a new id, sometimes one that is taken. */
  freshId(): string {
    return this.next(25) === 0 ? this.source() : this.newId();
  }

  ofItems(): { sceneId: string; itemIds: string[] } {
    const sceneId = this.scene();
    const items = this.show.scenes.find(({ id }) => id === sceneId)?.items ?? [];
    const wanted = items.filter(() => this.next(3) > 0).map(({ id }) => id);
    return { sceneId, itemIds: wanted.length === 0 ? [this.idOf(items)] : wanted };
  }

  group(): { sceneId: string; groupId: string } {
    const sceneId = this.scene();
    return { sceneId, groupId: this.idOf(this.show.scenes.find(({ id }) => id === sceneId)?.groups ?? []) };
  }

  transform(): Transform {
    return {
      x: this.between(-100_000, 100_000),
      y: this.between(-500, 1500),
      width: this.between(1, 100_000),
      height: this.between(1, 3000),
      rotation: this.of([0, 0, 90, -30, 33.3, 360]),
      crop: { ...noCrop, left: this.of([0, 0.2, 0.999]), top: this.of([0, 0.5]) },
      flipX: this.flag(),
      flipY: this.flag(),
      fit: this.of(['contain', 'cover', 'stretch']),
    };
  }

  input(): Input {
    const device = { deviceId: `device-${this.next(3)}`, label: '' };
    return this.of<() => Input>([
      () => ({ kind: 'test' }),
      () => ({ kind: 'camera', ...device, width: null, height: null, fps: null }),
      () => ({ kind: 'microphone', ...device }),
      () => ({ kind: 'media', paths: ['/film.mp4'], loop: true, shuffle: false, restart: false }),
      () => ({ kind: 'image', path: '/logo.png' }),
      () => ({ kind: 'scene', sceneId: this.scene() }),
      () => ({ kind: 'colour', colour: '#102030', width: 100, height: 50 }),
    ])();
  }

  strip(): Strip {
    return { ...defaultStrip, faderDb: this.between(-60, 12), isMainMicrophone: this.flag() };
  }

  newSource(): Source {
    return {
      id: this.freshId(),
      name: `Source ${this.next(30)}`,
      input: this.input(),
      filters: [],
      strip: this.flag() ? this.strip() : null,
      fallbackId: this.next(6) === 0 ? this.source() : null,
    };
  }

  item(sourceId: string): Item {
    return {
      ...createItem({ id: this.freshId(), sourceId, transform: this.transform() }),
      groupId: this.next(4) === 0 ? this.group().groupId : null,
      filters: this.flag() ? [] : [this.videoFilter()],
    };
  }

  target(): FilterTarget {
    const { sceneId, itemIds } = this.ofItems();
    return this.of<FilterTarget>([
      { kind: 'source', sourceId: this.source() },
      { kind: 'sound', sourceId: this.source() },
      { kind: 'item', sceneId, itemId: itemIds[0] ?? 'nowhere' },
    ]);
  }

  videoFilter(): VideoFilter {
    const base = { id: this.freshId(), enabled: this.flag() };
    return this.of<VideoFilter>([
      { ...base, kind: 'blur', radius: 1 + this.next(64) },
      { ...base, kind: 'sharpen', amount: this.between(0, 2) },
    ]);
  }

  audioFilter(): AudioFilter {
    const base = { id: this.freshId(), enabled: this.flag() };
    return this.of<AudioFilter>([{ ...base, kind: 'gain', db: this.between(-30, 30) }, this.compressor()]);
  }

  compressor(): Extract<AudioFilter, { kind: 'compressor' }> {
    return {
      id: this.freshId(),
      enabled: this.flag(),
      kind: 'compressor',
      thresholdDb: -20,
      ratio: 4,
      kneeDb: 6,
      attackMillis: 5,
      releaseMillis: 100,
      makeUpDb: 0,
      sidechainId: this.flag() ? null : this.source(),
    };
  }

  filterId(target: FilterTarget): string {
    const filters =
      target.kind === 'item'
        ? this.show.scenes.flatMap(({ items }) => items).find(({ id }) => id === target.itemId)?.filters
        : this.filtersOfSource(target.sourceId, target.kind);
    return this.idOf(filters ?? []);
  }

  filtersOfSource(sourceId: string, kind: 'source' | 'sound'): readonly { readonly id: string }[] {
    const source = this.show.sources.find(({ id }) => id === sourceId);
    return (kind === 'source' ? source?.filters : source?.strip?.filters) ?? [];
  }

  transition(): Transition {
    return this.of<Transition>([
      { kind: 'cut' },
      { kind: 'fade', millis: this.next(2000) },
      { kind: 'wipe', millis: 500, direction: 'left' },
    ]);
  }

  name(): string {
    return this.of(['Opening', 'Talk', 'Camera 2', 'Ü'.repeat(80), 'x 999999']);
  }
}

/** A show with a bit of everything: two scenes, one of them shown in the other, a group, filters, a fallback, ducking. */
export function furnishedShow(newId: () => string): Show {
  const empty = createShow({ newId });
  const draw = new Draw(empty, [3, 1, 4, 1, 5, 9, 2, 6], newId);
  const source = (name: string, input: Input): Source => ({
    id: newId(),
    name,
    input,
    filters: [],
    strip: hasSound(input.kind) ? defaultStrip : null,
    fallbackId: null,
  });
  const other: Scene = { id: newId(), name: 'Other', tag: null, items: [], groups: [], transition: { kind: 'cut' } };
  const device = { deviceId: 'a', label: 'A' };
  const colour = source('Ground', { kind: 'colour', colour: '#203040', width: 1280, height: 720 });
  const camera = source('Camera', { kind: 'camera', ...device, width: null, height: null, fps: null });
  const microphone = source('Microphone', { kind: 'microphone', ...device });
  const music = source('Music', { kind: 'media', paths: ['/a.mp3'], loop: true, shuffle: false, restart: false });
  const nested = source('Other scene', { kind: 'scene', sceneId: other.id });
  const ducking: AudioFilter = { ...draw.compressor(), sidechainId: microphone.id };
  const item = (of: Source): Item => createItem({ id: newId(), sourceId: of.id, transform: draw.transform() });
  const group = { id: newId(), name: 'Group' };
  const first = empty.scenes.map((scene) => {
    const items = [
      item(colour),
      ...[item(camera), item(nested)].map((each) => Object.assign(each, { groupId: group.id })),
    ];
    return Object.assign(scene, { items, groups: [group] });
  });
  const sources: Source[] = [
    colour,
    { ...camera, fallbackId: colour.id, filters: [draw.videoFilter(), draw.videoFilter()] },
    {
      ...microphone,
      strip: {
        ...defaultStrip,
        isMainMicrophone: true,
        filters: [{ id: newId(), enabled: true, kind: 'gain', db: 3 }],
      },
    },
    { ...music, strip: { ...defaultStrip, filters: [ducking] } },
    nested,
  ];
  return { ...empty, sources, scenes: [...first, { ...other, items: [item(camera), item(music)] }] };
}
