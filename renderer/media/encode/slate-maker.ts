/** Keeps main supplied with the slate that fits what is on air: makes one when the stream changes, and sends it. */
import type { SlateMessage } from '../../../shared/contract/frames.ts';
import { encodeSlate, type SlateVideo, type SlateWish } from './slate-encoding.ts';

type SlateSound = SlateMessage['audio'];

export type SlateMakerOptions = {
  /** True while the live encoder has nothing to do. */
  readonly isIdle: () => boolean;
  /** False while the port has no room for it: it is offered again. */
  readonly send: (slate: { readonly video: SlateVideo; readonly audio: SlateSound }) => boolean;
};

/** One for each port; call `want` a few times a second while on air. */
export class SlateMaker {
  readonly #options: SlateMakerOptions;
  /** Null when `want` has not been called since `forget`. */
  #wanted: string | null = null;
  #making: string | null = null;
  #made: { readonly name: string; readonly video: SlateVideo } | null = null;
  #sent: string | null = null;
  /** Encoders that could not make one are not asked again. */
  readonly #failed = new Set<string>();

  constructor(options: SlateMakerOptions) {
    this.#options = options;
  }

  /** True when the slate that is wanted was made, or can't be. */
  get isSettled(): boolean {
    const name = this.#wanted;
    return name !== null && (this.#made?.name === name || this.#failed.has(name));
  }

  /** Makes and sends the slate for this stream unless that is done. */
  want(wish: SlateWish, audio: SlateSound): void {
    const name = nameOf(wish);
    this.#wanted = name;
    if (this.#made?.name === name) this.#send(this.#made.video, `${name} ${audio.config.codec}`, audio);
    else if (this.#making === null && !this.#failed.has(name)) this.#make(name, wish);
  }

  /** Another session begins, or none: what is being made is given up, and what was made is sent anew when wanted. */
  forget(): void {
    this.#wanted = null;
    this.#sent = null;
  }

  #send(video: SlateVideo, name: string, audio: SlateSound): void {
    if (this.#sent !== name && this.#options.send({ video, audio })) this.#sent = name;
  }

  #make(name: string, wish: SlateWish): void {
    this.#making = name;
    this.#encode(name, wish)
      .catch(() => {
        // The program is not affected; without a slate main holds the connection in silence, and says so.
        this.#failed.add(name);
      })
      .finally(() => {
        this.#making = null;
      });
  }

  async #encode(name: string, wish: SlateWish): Promise<void> {
    const { isIdle } = this.#options;
    const video = await encodeSlate(wish, { isIdle, isWanted: () => this.#wanted === name });
    if (video !== null) this.#made = { name, video };
  }
}

function nameOf({ candidate, gopSeconds }: SlateWish): string {
  const { codec, width, height, framerate, hardwareAcceleration } = candidate.config;
  return [codec, width, height, framerate, hardwareAcceleration, gopSeconds].join(' ');
}
