/** One source of the show that is a device: kept open, its stream sent to the Worker, and how it stands. */
import type { CaptureState } from '../../../../shared/contract/ipc.ts';
import { studioError } from '../../../../shared/errors.ts';
import type { DeviceKind } from '../capture-errors.ts';
import { DeviceKeeper, type KeeperState, type OpenDevice } from '../device-keeper.ts';
import type { DeviceOption } from '../device-list.ts';

/** What the window shows of an open device; sizes only of pictures. */
type Figures = { readonly width?: number | null; readonly height?: number | null; readonly fps?: number | null };

export type DeviceSourceOptions<Input, Device extends OpenDevice & Figures> = {
  readonly kind: DeviceKind;
  /** The device that an input asks for; an empty id is the first there is. */
  readonly deviceOf: (input: Input) => DeviceOption;
  /** Null for what nothing lists. */
  readonly listDevices: (input: Input) => Promise<readonly DeviceOption[] | null>;
  /** True for a device that another source of the show stands for. */
  readonly isOthers: (device: DeviceOption) => boolean;
  readonly open: (input: Input, deviceId: string) => Promise<Device>;
  /** True when the open device serves the other input too. */
  readonly opensAlike: (one: Input, other: Input) => boolean;
  /** Sends its stream to the Worker, or says that there is none; one that `isReturning` was lost or frozen before. */
  readonly send: (device: Device | null, isReturning: boolean) => void;
  readonly onState: () => void;
};

/** What is missing now is looked for again after this: a window may open any time. */
const searchMillis = 5_000;

/** From its creation to `close`. */
export class DeviceSource<Input, Device extends OpenDevice & Figures> {
  readonly #options: DeviceSourceOptions<Input, Device>;
  readonly #keeper: DeviceKeeper<Device>;
  #input: Input;
  #state: CaptureState = { state: 'opening' };
  /** It was lost or frozen: viewers see it again only once it is healthy. */
  #isReturning = false;
  /** Since it fell silent and until viewers see it again. */
  #isFrozen = false;
  /** The device that was open last. */
  #last: DeviceOption = { deviceId: '', label: '' };
  #searchTimer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(input: Input, options: DeviceSourceOptions<Input, Device>) {
    this.#options = options;
    this.#input = input;
    this.#keeper = new DeviceKeeper({
      kind: options.kind,
      listDevices: () => options.listDevices(this.#input),
      isOthers: options.isOthers,
      onState: (state) => this.#follow(state),
    });
    this.#want();
  }

  get input(): Input {
    return this.#input;
  }

  /** The device that the show asks for. */
  get wish(): DeviceOption {
    return this.#options.deviceOf(this.#input);
  }

  /** True when a device may be this source's rather than that of another one, which wishes for `wish`. */
  standsFor({ deviceId, label }: DeviceOption, wish: DeviceOption): boolean {
    const own = this.wish;
    if (own.deviceId === wish.deviceId) return false;
    const isNamesake = own.label !== '' && own.label === label;
    return isNamesake || own.deviceId === deviceId || this.#last.deviceId === deviceId;
  }

  /** A device that fell silent may be open again: viewers don't see it yet. One that failed knows better why. */
  get state(): CaptureState {
    if (!this.#isFrozen || this.#options.kind !== 'camera' || this.#state.state === 'failed') return this.#state;
    const { label } = this.#last;
    return { state: 'failed', error: studioError('camera-frozen', { device: label }), label };
  }

  /** Another device, or the same with other settings; what needs no opening is left as it runs. */
  change(input: Input): void {
    const isServed = this.#options.opensAlike(this.#input, input);
    this.#input = input;
    if (isServed) return;
    this.#isReturning = false;
    this.#isFrozen = false;
    this.#want();
  }

  /** The Worker gets nothing from it, or viewers see it again. */
  setFrozen(isFrozen: boolean): void {
    if (isFrozen === this.#isFrozen) return;
    this.#isFrozen = isFrozen;
    if (isFrozen && this.#state.state !== 'failed') {
      this.#isReturning = true;
      this.#keeper.reopen();
    }
    this.#options.onState();
  }

  retry(): void {
    this.#keeper.retry();
  }

  devicesChanged(): void {
    // A list that cannot be read changes nothing; the next hot-plug asks again.
    this.#keeper.devicesChanged().catch(() => undefined);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#searchTimer);
    this.#keeper.release();
  }

  #want(): void {
    this.#keeper.want(this.wish, (deviceId) => this.#options.open(this.#input, deviceId));
  }

  #follow(state: KeeperState<Device>): void {
    clearTimeout(this.#searchTimer);
    if (state.state === 'closed' || this.#isClosed) return;
    if (state.state === 'running') this.#run(state.open);
    else {
      this.#options.send(null, false);
      this.#state = state;
      if (state.state === 'failed') this.#lose(state.error.code);
    }
    this.#options.onState();
  }

  #run(open: Device): void {
    const { device, width = null, height = null, fps = null } = open;
    this.#last = device;
    this.#options.send(open, this.#isReturning);
    this.#state = { state: 'running', label: device.label, width, height, fps };
  }

  #lose(code: string): void {
    this.#isReturning ||= code.endsWith('-lost');
    // A hot-plug tells of devices; of screens and windows nobody does.
    if (code === 'screen-missing') this.#searchTimer = setTimeout(() => this.retry(), searchMillis);
  }
}
