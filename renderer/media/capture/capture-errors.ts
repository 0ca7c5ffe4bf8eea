/** Turns what getUserMedia rejects with into Uplink's error codes. */
import { studioError, type StudioError } from '../../../shared/errors.ts';

export type DeviceKind = 'camera' | 'microphone' | 'screen' | 'system-audio';

/** The error for a rejection; unknown ones count as a busy device, which trying again may cure. */
export function captureError(kind: DeviceKind, reason: unknown): StudioError {
  const name = reason instanceof Error ? reason.name : '';
  const detail = reason instanceof Error ? reason.message.slice(0, 200) : String(reason).slice(0, 200);
  switch (name) {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return studioError(`${kind}-missing`, { detail });
    case 'NotAllowedError':
    case 'SecurityError':
      return studioError(`${kind}-denied`, { detail });
    default:
      return studioError(`${kind}-busy`, { detail });
  }
}
