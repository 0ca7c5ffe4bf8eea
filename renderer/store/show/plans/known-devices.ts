/** Devices to list: those present, and the chosen one even while it is away. */
import type { Device } from '../../devices.ts';

/** Adds the chosen device when the system doesn't list it, so that its row can say that it is missing. */
export function withAbsent(present: readonly Device[], chosen: Device | null): readonly Device[] {
  if (chosen === null || (chosen.deviceId === '' && present.length > 0)) return present;
  if (present.some((device) => device.deviceId === chosen.deviceId)) return present;
  return [...present, { deviceId: chosen.deviceId, label: chosen.label }];
}
