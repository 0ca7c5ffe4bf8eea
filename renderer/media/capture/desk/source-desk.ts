/** Keeps the devices of the show open, one keeper for each source, and tells how they stand. */
import type { CaptureState, CaptureStatus } from '../../../../shared/contract/ipc.ts';
import type { VideoFormat } from '../../../../shared/contract/settings.ts';
import { studioError, type Reply } from '../../../../shared/errors.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import type { Input, Source } from '../../../../shared/studio/document/source.ts';
import { neededSources } from '../../../../shared/studio/scene/reach.ts';
import { indexShow, type ShowIndex } from '../../../../shared/studio/scene/show-index.ts';
import type { SourceReport } from '../../../../shared/studio/scene/source-status.ts';
import type { PortOfSource } from '../../../../shared/contract/channels.ts';
import type { DeviceOption } from '../device-list.ts';
import type { Choose } from '../display/open-screen.ts';
import type { OpenMicrophone } from '../open-microphone.ts';
import { openPageSound } from '../display/open-system-audio.ts';
import { SourcePorts, type SourcePortsOptions } from '../display/source-ports.ts';
import { captureStatus } from './capture-status.ts';
import {
  createPictureDevice,
  createSoundDevice,
  isPictureInput,
  isSoundInput,
  type OpenerParts,
  type PictureDevice,
  type Post,
  type SoundDevice,
} from './openers.ts';

/** What the page must ask of main. */
export type CapturePort = {
  readonly choose: Choose;
  /** The port of a web page or another encoder arrives later, by `attachPort`. */
  readonly openPort: (sourceId: string) => Promise<Reply<null>>;
  readonly closePort: (sourceId: string) => void;
};

export type SourceDeskOptions = {
  readonly post: Post;
  readonly capture: CapturePort;
  readonly onStatus: (status: CaptureStatus) => void;
  /** A source that is a device stands otherwise than before. */
  readonly onDevice: (sourceId: string, state: CaptureState) => void;
  /** Labels may have become readable. */
  readonly onDeviceOpened: () => void;
};

/** What a web page lets be heard; null while it is being opened. */
type PageSound = { open: OpenMicrophone | null; isWanted: boolean };

/** By then a page that was lost is there again, ms. */
const pageMillis = 8_000;

const usualFormat = { width: 1920, height: 1080, fps: 30 };

/** From its creation to `close`; nothing is opened before there is a show. */
export class SourceDesk {
  readonly #options: SourceDeskOptions;
  readonly #pictures = new Map<string, PictureDevice>();
  readonly #sounds = new Map<string, SoundDevice>();
  readonly #ports: SourcePorts;
  /** What web pages let be heard. */
  readonly #pageSounds = new Map<string, PageSound>();
  readonly #told = new Map<string, string>();
  #index: ShowIndex | null = null;
  #programId = '';
  #format: Pick<VideoFormat, 'width' | 'height' | 'fps'> | null = null;
  #failure: string | null = null;
  #status = '';

  constructor(options: SourceDeskOptions) {
    this.#options = options;
    const { capture } = options;
    this.#ports = new SourcePorts({
      open: capture.openPort,
      close: (sourceId) => {
        this.#closePageSound(sourceId);
        capture.closePort(sourceId);
      },
      onPort: (sourceId, feed) => this.#takePort(sourceId, feed),
    });
  }

  /** Opens what is new, changes what is otherwise, closes what is gone. Pictures that no scene shows are not opened. */
  setShow(show: Show): void {
    const index = indexShow(show);
    this.#index = index;
    this.#programId ||= show.stage.programId;
    const roots = show.scenes.map(({ id }) => ({ kind: 'scene' as const, sceneId: id }));
    const used = neededSources(index, [], roots);
    const wanted = show.sources.filter(({ id, input }) => isSoundInput(input) || used.has(id));
    this.#close(new Map(wanted.map(({ id, input }) => [id, input])));
    for (const source of wanted) this.#open(source);
    this.#ports.follow(wanted);
    this.#announce();
  }

  /** The scene that viewers see. */
  setProgram(sceneId: string): void {
    this.#programId = sceneId;
    this.#announce();
  }

  setFormat({ width, height, fps }: VideoFormat): void {
    this.#format = { width, height, fps };
    this.#announce();
  }

  /** The engine's word on a source. */
  report({ sourceId, state }: SourceReport): void {
    if (state === 'frozen' || state === 'fresh') this.#pictures.get(sourceId)?.setFrozen(state === 'frozen');
  }

  /** The port of a web page or another encoder has come. */
  attachPort(detail: PortOfSource, port: MessagePort): void {
    this.#ports.take(detail, port);
  }

  retry(): void {
    for (const device of this.#devices) device.retry();
  }

  devicesChanged(): void {
    for (const device of this.#devices) device.devicesChanged();
  }

  /** The Worker itself failed: neither picture nor sound gets any further. */
  fail(detail: string): void {
    this.#failure = detail.slice(0, 200);
    this.#announce();
  }

  close(): void {
    this.#close(new Map());
    this.#ports.close();
  }

  get #devices(): readonly (PictureDevice | SoundDevice)[] {
    return [...this.#pictures.values(), ...this.#sounds.values()];
  }

  #open({ id, input }: Source): void {
    if (isPictureInput(input)) this.#openPicture(id, input);
    else if (isSoundInput(input)) this.#openSound(id, input);
  }

  #openPicture(id: string, input: Parameters<typeof createPictureDevice>[1]): void {
    const known = this.#pictures.get(id);
    if (known === undefined) this.#pictures.set(id, createPictureDevice(id, input, this.#partsOf(id)));
    else known.change(input);
  }

  #openSound(id: string, input: Parameters<typeof createSoundDevice>[1]): void {
    const known = this.#sounds.get(id);
    if (known === undefined) this.#sounds.set(id, createSoundDevice(id, input, this.#partsOf(id)));
    else known.change(input);
  }

  #takePort(sourceId: string, feed: Parameters<SourcePortsOptions['onPort']>[1]): void {
    this.#options.post({ kind: 'feed', sourceId, feed }, [feed.port]);
    if (feed.kind !== 'page') return;
    this.#closePageSound(sourceId);
    // A page whose sound can't be had is shown without.
    this.#openPageSound(sourceId).catch(() => undefined);
  }

  async #openPageSound(sourceId: string): Promise<void> {
    const sound: PageSound = { open: null, isWanted: true };
    this.#pageSounds.set(sourceId, sound);
    const open = await openPageSound(sourceId, this.#options.capture.choose);
    sound.open = open;
    if (!sound.isWanted) return open.close();
    this.#options.post({ kind: 'sound-feed', sourceId, readable: open.readable }, [open.readable]);
    // A page that crashed or closed itself comes back in another window.
    open.track.addEventListener('ended', () => setTimeout(() => this.#renewPageSound(sourceId, sound), pageMillis));
  }

  #renewPageSound(sourceId: string, sound: PageSound): void {
    if (!sound.isWanted || this.#pageSounds.get(sourceId) !== sound) return;
    this.#closePageSound(sourceId);
    this.#openPageSound(sourceId).catch(() => undefined);
  }

  #closePageSound(sourceId: string): void {
    const sound = this.#pageSounds.get(sourceId);
    this.#pageSounds.delete(sourceId);
    if (sound === undefined) return;
    sound.isWanted = false;
    sound.open?.close();
  }

  #partsOf(id: string): OpenerParts {
    const { post, capture, onDeviceOpened } = this.#options;
    return {
      post,
      choose: capture.choose,
      format: () => this.#format ?? usualFormat,
      isOthers: (device) => isOthers(device, id, this.#pictures) || isOthers(device, id, this.#sounds),
      onState: () => {
        const state = this.#stateOf(id);
        if (state === null) return;
        if (state.state === 'running') onDeviceOpened();
        this.#tell(id, state);
        this.#announce();
      },
    };
  }

  /** Closes all but these, and those that have become something else. */
  #close(wanted: ReadonlyMap<string, Input>): void {
    for (const devices of [this.#pictures, this.#sounds]) {
      for (const [id, device] of devices) {
        if (isSameMeans(device.input, wanted.get(id))) continue;
        device.close();
        devices.delete(id);
        // What failed as a device does not fail as whatever the source is now.
        this.#tell(id, { state: 'opening' });
        this.#told.delete(id);
      }
    }
  }

  #stateOf(id: string): CaptureState | null {
    return this.#pictures.get(id)?.state ?? this.#sounds.get(id)?.state ?? null;
  }

  #tell(id: string, state: CaptureState): void {
    const text = JSON.stringify(state);
    if (this.#told.get(id) === text) return;
    this.#told.set(id, text);
    this.#options.onDevice(id, state);
  }

  #announce(): void {
    const status = this.#statusNow();
    const text = JSON.stringify(status);
    if (status === null || text === this.#status) return;
    this.#status = text;
    this.#options.onStatus(status);
  }

  #statusNow(): CaptureStatus | null {
    if (this.#failure !== null) {
      const failed = {
        state: 'failed' as const,
        error: studioError('internal', { detail: this.#failure }),
        label: '',
      };
      return { video: failed, audio: failed };
    }
    if (this.#index === null) return null;
    const stateOf = (id: string) => this.#stateOf(id);
    return captureStatus({ index: this.#index, programId: this.#programId, format: this.#format, stateOf });
  }
}

/** True when among these a source other than `id` stands for the device; a camera and its microphone share a name. */
function isOthers(device: DeviceOption, id: string, among: ReadonlyMap<string, PictureDevice | SoundDevice>): boolean {
  const own = among.get(id);
  return own !== undefined && [...among.values()].some((other) => other !== own && other.standsFor(device, own.wish));
}

/** True when both are opened in the same way; a screen may become a window. */
function isSameMeans(one: Input, other: Input | undefined): boolean {
  return one.kind === other?.kind || (isDisplay(one) && isDisplay(other));
}

function isDisplay(input: Input | undefined): boolean {
  return input?.kind === 'screen' || input?.kind === 'window';
}
