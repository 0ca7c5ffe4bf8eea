/** The filters of one source of OBS, in the order they are applied there. */
import { maxFilters, type AudioFilter, type VideoFilter } from '../../../document/filters.ts';
import type { Size } from '../../../geometry/box.ts';
import type { Fields } from '../fields.ts';
import { withoutVersion } from '../inputs/input-of.ts';
import { quoted, type Reading } from '../reading.ts';
import { audioFilterOf, type IdOfName } from './audio-filters.ts';
import { videoFilterOf } from './video-filters.ts';
import { say } from '../../../../wire/tongue.ts';

export type MadeFilters = { readonly picture: readonly VideoFilter[]; readonly sound: readonly AudioFilter[] };

/** More than this is not looked at. */
const maxRead = 64;

/** Each filter that has no counterpart is noted. */
export function filtersOf(
  fields: Fields,
  reading: Reading,
  of: { readonly size: Size | null; readonly idOf: IdOfName },
): MadeFilters {
  const picture: VideoFilter[] = [];
  const sound: AudioFilter[] = [];
  for (const filter of fields.list('filters', maxRead)) {
    const what = say`Filter ${quoted(filter.text('name'))} of ${quoted(fields.text('name'))}`;
    const id = withoutVersion(filter.text('id'));
    const base = { id: reading.newId(), enabled: filter.flag('enabled', true) };
    const settings = filter.object('settings');
    const isFirstVersion = !/_v\d+$/.test(filter.text('versioned_id', filter.text('id')));
    const heard = audioFilterOf(id, { settings, base, idOf: of.idOf });
    const seen = videoFilterOf(id, { settings, base, size: of.size, isFirstVersion });
    if (heard !== null) sound.push(heard);
    else if (seen !== null && 'filter' in seen) picture.push(seen.filter);
    else reading.note(what, seen === null ? say`There is no counterpart for ${id || say`it`} here.` : seen.why);
  }
  if (Math.max(picture.length, sound.length) > maxFilters) {
    reading.note(quoted(fields.text('name')), say`Only its first ${maxFilters} filters were taken over.`);
  }
  return { picture: picture.slice(0, maxFilters), sound: sound.slice(0, maxFilters) };
}
