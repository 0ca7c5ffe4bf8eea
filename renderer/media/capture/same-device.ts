/** Finds a device again that has another id than it had: by its name, where that is beyond doubt. */
import type { DeviceOption } from './device-list.ts';

export type Identity = {
  readonly wanted: DeviceOption;
  /** Ids that were listed beside the wanted one: whatever their names, they are not it. */
  readonly strangers: ReadonlySet<string>;
  /** True for what another source stands for. */
  readonly isOthers: (device: DeviceOption) => boolean;
};

/**
 * The device with the wanted id. Where ids changed (another port, a new profile) it is the one with the same name, unless
 * two have it: two devices of one model are called the same, and one must not silently become the other.
 */
export function sameDevice(
  devices: readonly DeviceOption[],
  { wanted, strangers, isOthers }: Identity,
): DeviceOption | null {
  const same = devices.find(({ deviceId }) => deviceId === wanted.deviceId);
  if (same !== undefined || wanted.label === '') return same ?? null;
  const [namesake, ...more] = devices.filter(({ label }) => label === wanted.label);
  if (namesake === undefined || more.length > 0) return null;
  return strangers.has(namesake.deviceId) || isOthers(namesake) ? null : namesake;
}
