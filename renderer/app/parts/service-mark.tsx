/** A small tile with the first letters of a service; words beside it carry the meaning. */
import type { ServiceId } from '../../../shared/contract/settings.ts';

const letters: Readonly<Record<ServiceId, string>> = {
  rehearsal: 'R',
  youtube: 'Y',
  'youtube-backup': 'YB',
  twitch: 'T',
  facebook: 'F',
  kick: 'K',
  x: 'X',
  tiktok: 'TT',
  custom: 'S',
};

/** Decorative; hidden from assistive technology. */
export function ServiceMark({ serviceId }: { readonly serviceId: ServiceId }) {
  return (
    <span className="service-mark" aria-hidden="true">
      {letters[serviceId]}
    </span>
  );
}
