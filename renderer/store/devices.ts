/** What the capture side of this page reports: devices present, and how picture and sound stand. */
import { create } from 'zustand';
import type { CaptureStatus } from '../../shared/contract/ipc.ts';

/** A camera or microphone as the system names it. */
export type Device = { readonly deviceId: string; readonly label: string };

type DeviceStore = {
  readonly cameras: readonly Device[];
  readonly microphones: readonly Device[];
  /** What the computer plays, as devices to record it from. */
  readonly monitors: readonly Device[];
  /** Loudspeakers and headphones. */
  readonly outputs: readonly Device[];
  readonly capture: CaptureStatus;
};

/** Devices and capture state; fed by the composition root. */
export const useDevices = create<DeviceStore>()(() => ({
  cameras: [],
  microphones: [],
  monitors: [],
  outputs: [],
  capture: { video: { state: 'opening' }, audio: { state: 'opening' } },
}));

/** Takes over a fresh device list. */
export function mirrorDevices(list: {
  readonly cameras: readonly Device[];
  readonly microphones: readonly Device[];
  readonly monitors?: readonly Device[];
  readonly outputs?: readonly Device[];
}): void {
  const { cameras, microphones, monitors = [], outputs = [] } = list;
  useDevices.setState({ cameras, microphones, monitors, outputs });
}

/** Takes over a change of the capture status. */
export function mirrorCapture(capture: CaptureStatus): void {
  useDevices.setState({ capture });
}
