/** The mixer strip of a source of OBS. */
import { defaultStrip, type Strip } from '../../document/source.ts';
import { clamped, type Fields } from './fields.ts';
import { quoted, type Reading } from './reading.ts';
import { say } from '../../../wire/tongue.ts';

/** Both channels carry the mean of both. */
const forcedMono = 2;

const monitors = ['off', 'only', 'both'] as const;

/** Volume is a factor, balance goes from 0 to 1, the offset is in nanoseconds. */
export function stripOf(fields: Fields, { note }: Reading): Omit<Strip, 'filters'> {
  const name = fields.text('name');
  if (fields.flag('push-to-talk', false) || fields.flag('push-to-mute', false)) {
    note(quoted(name), say`Push-to-talk and push-to-mute are not taken over.`);
  }
  const offset = Math.round(fields.number('sync', 0) / 1e6);
  if (offset < -950 || offset > 20_000) note(quoted(name), say`Its sync offset is larger than is possible here.`);
  const volume = fields.number('volume', 1);
  const { filters: _none, ...usual } = defaultStrip;
  return {
    ...usual,
    faderDb: volume <= 0 ? -60 : clamped(20 * Math.log10(volume), -60, 12),
    muted: fields.flag('muted', false),
    pan: clamped((fields.number('balance', 0.5) - 0.5) * 2, -1, 1),
    mono: Math.floor(fields.number('flags', 0) / forcedMono) % 2 === 1,
    monitor: monitors[fields.number('monitoring_type', 0)] ?? 'off',
    offsetMillis: clamped(offset, -950, 20_000),
    tracks: Math.max(0, Math.floor(fields.number('mixers', 63))) % 64,
  };
}
