/** The sources of a collection, found by their names as items and filters name them. */
import { maxSources } from '../../document/show.ts';
import { hasPicture, hasSound, type Source } from '../../document/source.ts';
import type { Size } from '../../geometry/box.ts';
import { nameOf, type Fields } from './fields.ts';
import { filtersOf } from './filters/filters-of.ts';
import { inputOf, obsSource } from './inputs/input-of.ts';
import { quoted, type MadeInput, type Reading } from './reading.ts';
import { stripOf } from './strip.ts';
import { say } from '../../../wire/tongue.ts';

/** A source, and how large OBS saw it; null where nothing tells. */
export type KnownSource = { readonly source: Source; readonly size: Size | null };

type Draft = { readonly id: string; readonly fields: Fields; readonly made: MadeInput };

export class Sources {
  readonly #reading: Reading;
  readonly #byName = new Map<string, KnownSource>();
  readonly #byUuid = new Map<string, KnownSource>();
  readonly #nested = new Map<string, KnownSource>();
  #mainMicrophoneId: string | null = null;

  /** Makes a source of each entry that has a counterpart; the first microphone is the main one. */
  constructor(entries: readonly Fields[], reading: Reading) {
    this.#reading = reading;
    const drafts = entries.flatMap((fields) => this.#draft(fields)).slice(0, maxSources);
    if (entries.length > maxSources) reading.note(say`Sources`, say`Only the first ${maxSources} were taken over.`);
    const heard = drafts.filter(({ made }) => hasSound(made.input.kind));
    const ids = new Map(heard.map(({ id, fields }) => [fields.text('name'), id]));
    this.#mainMicrophoneId = drafts.find(({ made }) => made.input.kind === 'microphone')?.id ?? null;
    for (const draft of drafts) this.#add(draft, (name) => ids.get(name) ?? null);
  }

  get all(): readonly Source[] {
    return [...this.#byName.values(), ...this.#nested.values()].map(({ source }) => source);
  }

  /** The source that an item names; by its uuid where it has one. */
  find(item: Fields): KnownSource | null {
    return this.#byUuid.get(item.text('source_uuid')) ?? this.#byName.get(item.text('name')) ?? null;
  }

  /** The source that shows another scene; made when it is first needed. */
  nested(scene: { readonly id: string; readonly name: string }): KnownSource | null {
    const known = this.#nested.get(scene.id);
    if (known !== undefined) return known;
    if (this.#byName.size + this.#nested.size >= maxSources) return null;
    const source: Source = {
      id: this.#reading.newId(),
      name: scene.name,
      input: { kind: 'scene', sceneId: scene.id },
      filters: [],
      strip: null,
      fallbackId: null,
    };
    const made = { source, size: this.#reading.canvas };
    this.#nested.set(scene.id, made);
    return made;
  }

  #draft(fields: Fields): readonly Draft[] {
    const made = inputOf(obsSource(fields), this.#reading);
    return made === null ? [] : [{ id: this.#reading.newId(), fields, made }];
  }

  #add({ id, fields, made }: Draft, idOf: (name: string) => string | null): void {
    const { input, size } = made;
    const others = (name: string) => (idOf(name) === id ? null : idOf(name));
    const { picture, sound } = filtersOf(fields, this.#reading, { size, idOf: others });
    const isHeard = hasSound(input.kind);
    if (!isHeard && sound.length > 0) {
      this.#reading.note(
        quoted(fields.text('name')),
        say`Its sound is a source of its own here; its sound filters were left out.`,
      );
    }
    if (fields.number('deinterlace_mode', 0) !== 0) {
      this.#reading.note(quoted(fields.text('name')), say`Pictures are not deinterlaced here.`);
    }
    const strip = {
      ...stripOf(fields, this.#reading),
      isMainMicrophone: id === this.#mainMicrophoneId,
      filters: [...sound],
    };
    const source: Source = {
      id,
      name: nameOf(fields.text('name'), input.kind),
      input,
      filters: hasPicture(input.kind) ? [...picture] : [],
      strip: isHeard ? strip : null,
      fallbackId: null,
    };
    const known = { source, size };
    this.#byName.set(this.#freeKey(fields.text('name')), known);
    if (fields.text('uuid') !== '') this.#byUuid.set(fields.text('uuid'), known);
  }

  /** Names are unique in OBS; in a file that someone else wrote they may not be. */
  #freeKey(name: string): string {
    return this.#byName.has(name) ? `${name}\n${this.#byName.size}` : name;
  }
}
