/** The calls about the page itself: its media port, its devices, and what it asks of the system. */
import type { BrowserWindow } from 'electron';
import type { CaptureStatus } from '../../../shared/contract/ipc.ts';
import { fail, ok } from '../../../shared/errors.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import type { Handlers } from '../../ipc/answer.ts';
import { openOutside } from '../../platform/window.ts';
import type { MediaLink } from '../media-link.ts';
import { chooseFiles } from './files.ts';

/** What these calls need. */
export type PageCallParts = {
  readonly window: () => BrowserWindow | null;
  readonly media: MediaLink;
  readonly onStatus: (status: CaptureStatus) => void;
};

/** One handler each. */
export function pageCalls({ window, media, onStatus }: PageCallParts) {
  return {
    'media.connect': () => {
      const shown = window();
      if (shown === null) return fail('internal');
      media.connect(shown);
      return ok(null);
    },
    'media.status': (status) => {
      onStatus(status);
      return ok(null);
    },
    'service.open': async ({ serviceId }) => {
      const { dashboardUrl } = presetFor(serviceId);
      if (dashboardUrl !== null) await openOutside(dashboardUrl);
      return ok(null);
    },
    'files.choose': async ({ kind, several }) => {
      const shown = window();
      return shown === null ? fail('internal') : ok([...(await chooseFiles(shown, kind, several))]);
    },
  } satisfies Partial<Handlers>;
}
