/** The services that a destination beside the main one can go to: all but the rehearsal. */
import { presetFor, serviceIds } from '../../../../shared/live/services/presets.ts';

/** One option each, for a list. */
export function ServiceOptions() {
  return serviceIds
    .filter((id) => id !== 'rehearsal')
    .map((id) => (
      <option key={id} value={id}>
        {presetFor(id).name}
      </option>
    ));
}
