/** Holds one device open: notices its loss, keeps its identity, and opens the same device again when it comes back or froze. */
import { studioError, type StudioError } from '../../../shared/errors.ts';
import { captureError, type DeviceKind } from './capture-errors.ts';
import type { DeviceOption } from './device-list.ts';
import { sameDevice } from './same-device.ts';

/** An open device. */
export type OpenDevice = {
  readonly device: DeviceOption;
  readonly track: MediaStreamTrack;
  readonly close: () => void;
};

export type KeeperState<Device extends OpenDevice> =
  | { readonly state: 'closed' }
  | { readonly state: 'opening' }
  | { readonly state: 'running'; readonly open: Device }
  | { readonly state: 'failed'; readonly error: StudioError; readonly label: string };

export type KeeperOptions<Device extends OpenDevice> = {
  readonly kind: DeviceKind;
  /** Null where nothing lists what there is, as with screens: then only the track's end tells of a loss. */
  readonly listDevices: () => Promise<readonly DeviceOption[] | null>;
  /** True for a device that another source stands for; such a one is never taken for the wanted one. */
  readonly isOthers: (device: DeviceOption) => boolean;
  readonly onState: (state: KeeperState<Device>) => void;
};

/** A frozen device that could not be opened again is tried again after this. */
const reopenMillis = 3_000;

/** How a wanted device is opened; the id is empty for the first there is. */
type Opener<Device> = (deviceId: string) => Promise<Device>;

type Wanted<Device> = { readonly device: DeviceOption; readonly open: Opener<Device> };

/** One camera or one microphone. */
export class DeviceKeeper<Device extends OpenDevice> {
  readonly #options: KeeperOptions<Device>;
  #wanted: Wanted<Device> | null = null;
  #open: Device | null = null;
  #hasFailed = false;
  /** Devices that were there together with the wanted one. */
  #strangers = new Set<string>();
  /** What there was when it was opened. */
  #listed: readonly DeviceOption[] = [];
  /** A frozen device is being opened again, as often as it takes. */
  #isReopening = false;
  #reopenTimer: ReturnType<typeof setTimeout> | undefined;
  /** Counts attempts, so that a slow one that was overtaken is closed instead of used. */
  #attempt = 0;

  constructor(options: KeeperOptions<Device>) {
    this.#options = options;
  }

  /** Wants another device, or the same with other settings. */
  want(device: DeviceOption, open: Opener<Device>): void {
    if (device.deviceId !== this.#wanted?.device.deviceId) this.#strangers.clear();
    this.#wanted = { device, open };
    this.#endReopening();
    this.#start();
  }

  /** Wants none. */
  release(): void {
    this.#wanted = null;
    this.#attempt += 1;
    this.#endReopening();
    this.#closeOpen();
    this.#options.onState({ state: 'closed' });
  }

  /** Tries again after a failure. */
  retry(): void {
    if (this.#wanted !== null && this.#open === null) this.#start();
  }

  /** The device is open but gives nothing: it is opened again. */
  reopen(): void {
    if (this.#wanted === null || this.#open === null) return;
    this.#isReopening = true;
    this.#start();
  }

  /** Looks at the list after a hot-plug: a lost device is noticed, one that is back is opened. */
  async devicesChanged(): Promise<void> {
    const devices = await this.#options.listDevices();
    const wanted = this.#wanted;
    if (wanted === null) return;
    if (this.#open !== null && !this.#isListed(devices, this.#open.device)) this.#lose();
    else if (this.#hasFailed && this.#isListed(devices, wanted.device)) this.#start();
  }

  #start(): void {
    this.#attempt += 1;
    clearTimeout(this.#reopenTimer);
    this.#closeOpen();
    this.#hasFailed = false;
    this.#options.onState({ state: 'opening' });
    this.#try(this.#attempt).catch((error: unknown) => this.#fail(captureError(this.#options.kind, error)));
  }

  async #try(attempt: number): Promise<void> {
    const wanted = this.#wanted;
    if (wanted === null) return;
    try {
      const open = await this.#openSame(wanted);
      if (attempt === this.#attempt) this.#keep(open);
      else open.close();
    } catch (error) {
      if (attempt === this.#attempt) this.#fail(captureError(this.#options.kind, error));
    }
  }

  async #openSame({ device, open }: Wanted<Device>): Promise<Device> {
    const devices = await this.#options.listDevices();
    this.#listed = devices ?? [];
    const same = devices === null || device.deviceId === '' ? null : this.#find(devices, device);
    return open(same?.deviceId ?? device.deviceId);
  }

  #find(devices: readonly DeviceOption[], wanted: DeviceOption): DeviceOption | null {
    const same = sameDevice(devices, { wanted, strangers: this.#strangers, isOthers: this.#options.isOthers });
    if (same?.deviceId !== wanted.deviceId) return same;
    for (const { deviceId } of devices) if (deviceId !== wanted.deviceId) this.#strangers.add(deviceId);
    return same;
  }

  /** True when the device is there; a wish for any device is met by the first. */
  #isListed(devices: readonly DeviceOption[] | null, wanted: DeviceOption): boolean {
    if (devices === null) return true;
    return wanted.deviceId === '' ? devices.length > 0 : this.#find(devices, wanted) !== null;
  }

  #keep(open: Device): void {
    this.#open = open;
    this.#endReopening();
    this.#find(this.#listed, open.device);
    if (this.#wanted !== null) this.#wanted = { ...this.#wanted, device: open.device };
    open.track.addEventListener('ended', () => {
      if (this.#open === open) this.#lose();
    });
    this.#options.onState({ state: 'running', open });
  }

  #lose(): void {
    this.#closeOpen();
    this.#fail(studioError(`${this.#options.kind}-lost`));
  }

  #fail(error: StudioError): void {
    this.#hasFailed = true;
    this.#options.onState({ state: 'failed', error, label: this.#wanted?.device.label ?? '' });
    if (this.#isReopening) this.#reopenTimer = setTimeout(() => this.retry(), reopenMillis);
  }

  #endReopening(): void {
    this.#isReopening = false;
    clearTimeout(this.#reopenTimer);
  }

  #closeOpen(): void {
    const open = this.#open;
    this.#open = null;
    open?.close();
  }
}
