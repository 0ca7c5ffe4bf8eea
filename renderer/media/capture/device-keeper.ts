/** Holds one device open: notices its loss, keeps its identity, and opens the same device again when it comes back or froze. */
import { studioError, type StudioError } from '../../../shared/errors.ts';
import { captureError, type DeviceKind } from './capture-errors.ts';
import type { DeviceOption } from './device-list.ts';

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
  readonly listDevices: () => Promise<readonly DeviceOption[]>;
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
    if (this.#open !== null && !isListed(devices, this.#open.device)) this.#lose();
    else if (this.#hasFailed && isListed(devices, wanted.device)) this.#start();
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

  /** Opens by id; where ids changed (another port, a new profile) the device with the same name is the same. */
  async #openSame({ device, open }: Wanted<Device>): Promise<Device> {
    const devices = await this.#options.listDevices();
    const isKnown = device.deviceId === '' || devices.some(({ deviceId }) => deviceId === device.deviceId);
    const namesake = isKnown || device.label === '' ? undefined : devices.find(({ label }) => label === device.label);
    return open(namesake?.deviceId ?? device.deviceId);
  }

  #keep(open: Device): void {
    this.#open = open;
    this.#endReopening();
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

/** True when the device is there, by id or by name; a wish for any device is met by the first. */
function isListed(devices: readonly DeviceOption[], wanted: DeviceOption): boolean {
  if (wanted.deviceId === '') return devices.length > 0;
  return devices.some(
    ({ deviceId, label }) => deviceId === wanted.deviceId || (label !== '' && label === wanted.label),
  );
}
