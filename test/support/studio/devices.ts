/** Cameras and a microphone in a test's hand: they move, freeze, are pulled out and come back. */
import type { Page } from 'playwright-core';

/** What can be done to a device. */
export type DeviceAct = 'freeze' | 'move' | 'unplug' | 'plug';

/** A camera of one colour, with a white block that moves along its upper edge. */
export type HandCamera = { readonly name: string; readonly colour: string };

/** A tone on both sides, as amplitudes: steady, or with the pauses of somebody who speaks. */
export type HandMicrophone = {
  readonly name: string;
  readonly hertz: number;
  readonly sides: readonly [number, number];
  readonly speaks?: boolean;
};

/** The page has these devices and no others from now on; ids are their names. */
export async function plugIn(
  page: Page,
  { cameras, microphone }: { readonly cameras: readonly HandCamera[]; readonly microphone: HandMicrophone },
): Promise<void> {
  await page.evaluate(
    async ({ eyes, voice }) => {
      const { mediaDevices } = navigator;
      // The page may be asking for the devices that there are: that answer must not come after ours.
      await mediaDevices.enumerateDevices();
      const out = new Set<string>();
      const open = new Map<string, MediaStreamTrack[]>();
      const all = [
        ...eyes.map(({ name }) => ({ kind: 'videoinput' as const, name })),
        { kind: 'audioinput' as const, name: voice.name },
      ];
      const size = { width: 640, height: 360 };
      const canvases = new Map(
        eyes.map(({ name, colour }) => {
          const canvas = Object.assign(document.createElement('canvas'), size);
          return [name, { canvas, colour, frozen: false }];
        }),
      );
      let step = 0;
      setInterval(() => {
        step += 1;
        for (const { canvas, colour, frozen } of canvases.values()) {
          const pen = canvas.getContext('2d');
          if (frozen || pen === null) continue;
          pen.fillStyle = colour;
          pen.fillRect(0, 0, size.width, size.height);
          pen.fillStyle = 'white';
          pen.fillRect((step * 32) % size.width, 0, 64, 100);
        }
      }, 33);
      const named = (track: MediaStreamTrack, name: string): MediaStreamTrack => {
        Object.defineProperty(track, 'label', { value: name });
        track.getSettings = () => ({ deviceId: name, ...size, frameRate: 30, sampleRate: 48_000 });
        open.set(name, [...(open.get(name) ?? []), track]);
        return track;
      };
      const speak = (): MediaStream => {
        const context = new AudioContext();
        const tone = new OscillatorNode(context, { frequency: voice.hertz });
        const mouth = new GainNode(context);
        tone.connect(mouth);
        let words = 0;
        if (voice.speaks === true) {
          setInterval(() => {
            words += 1;
            mouth.gain.setTargetAtTime(words % 4 === 0 ? 0.003 : 1, context.currentTime, 0.01);
          }, 200);
        }
        const merger = new ChannelMergerNode(context, { numberOfInputs: 2 });
        const end = new MediaStreamAudioDestinationNode(context, { channelCount: 2 });
        for (const [side, gain] of voice.sides.entries()) {
          mouth.connect(new GainNode(context, { gain })).connect(merger, 0, side);
        }
        merger.connect(end);
        tone.start();
        return end.stream;
      };
      const idOf = (wish: MediaTrackConstraints | boolean | undefined): string => {
        const id = typeof wish === 'object' ? wish.deviceId : undefined;
        return typeof id === 'object' && 'exact' in id && typeof id.exact === 'string' ? id.exact : '';
      };
      const find = (kind: MediaDeviceKind, wish: MediaTrackConstraints | boolean | undefined): string => {
        const id = idOf(wish);
        const found = all.find((each) => each.kind === kind && !out.has(each.name) && (id === '' || each.name === id));
        if (found === undefined) throw new DOMException(`no ${id}`, 'NotFoundError');
        return found.name;
      };
      mediaDevices.getUserMedia = (wish) => {
        try {
          if (wish?.audio) {
            const name = find('audioinput', wish.audio);
            const stream = speak();
            for (const track of stream.getTracks()) named(track, name);
            return Promise.resolve(stream);
          }
          const name = find('videoinput', wish?.video);
          const stream = canvases.get(name)?.canvas.captureStream(30) ?? new MediaStream();
          for (const track of stream.getTracks()) named(track, name);
          return Promise.resolve(stream);
        } catch (error) {
          return Promise.reject(error);
        }
      };
      mediaDevices.enumerateDevices = () =>
        Promise.resolve(
          all
            .filter(({ name }) => !out.has(name))
            .map(({ kind, name }) => ({ kind, deviceId: name, label: name, groupId: '', toJSON: () => name })),
        );
      const acts: Readonly<Record<string, (name: string) => void>> = {
        freeze: (name) => Object.assign(canvases.get(name) ?? {}, { frozen: true }),
        move: (name) => Object.assign(canvases.get(name) ?? {}, { frozen: false }),
        unplug: (name) => {
          out.add(name);
          for (const track of open.get(name) ?? []) {
            track.stop();
            track.dispatchEvent(new Event('ended'));
          }
          open.delete(name);
          mediaDevices.dispatchEvent(new Event('devicechange'));
        },
        plug: (name) => {
          out.delete(name);
          mediaDevices.dispatchEvent(new Event('devicechange'));
        },
      };
      window.addEventListener('device-in-hand', (event) => {
        if (event instanceof CustomEvent) acts[String(event.detail.act)]?.(String(event.detail.name));
      });
      mediaDevices.dispatchEvent(new Event('devicechange'));
    },
    { eyes: cameras, voice: microphone },
  );
}

/** Does it to the device of that name. */
export async function handle(page: Page, act: DeviceAct, name: string): Promise<void> {
  await page.evaluate((detail) => window.dispatchEvent(new CustomEvent('device-in-hand', { detail })), { act, name });
}
