/** A web page as a source: main paints it in a window of its own and sends what changed over a port. */
import type { Micros } from '../../../../../shared/clock.ts';
import { pageMessageSchema, type SourceAnswer } from '../../../../../shared/contract/show/source-ports.ts';
import { studioError } from '../../../../../shared/errors.ts';
import type { Input, InputOf } from '../../../../../shared/studio/document/source.ts';
import type { Look, Producer, ProducerContext, ProducerState, SourceFeed } from '../producer.ts';
import { PageCanvas } from './page-canvas.ts';

/** A page that fell silent is no fault: it has nothing new to show. */
export class PageProducer implements Producer {
  readonly #context: ProducerContext;
  readonly #input: InputOf<'browser'>;
  #canvas = new PageCanvas();
  #port: MessagePort | null = null;
  #frame: VideoFrame | null = null;
  #hasChanged = false;
  #isOpaque = false;
  #captured: Micros = 0;
  #version = 0;
  #isShown = true;
  #state: ProducerState = { state: 'opening' };

  constructor(input: InputOf<'browser'>, context: ProducerContext) {
    this.#context = context;
    this.#input = input;
  }

  get state(): ProducerState {
    return this.#state;
  }

  get ageMillis(): number | null {
    return this.#version === 0 ? null : 0;
  }

  look(): Look | null {
    if (this.#hasChanged) this.#wrap();
    if (this.#state.state === 'failed') this.#drop();
    if (this.#frame === null) return null;
    return {
      surface: null,
      frame: this.#frame,
      version: this.#version,
      captured: this.#captured,
      width: this.#frame.displayWidth,
      height: this.#frame.displayHeight,
      isOpaque: this.#isOpaque,
    };
  }

  setShown(shown: boolean): void {
    this.#isShown = shown;
    this.#say({ kind: 'shown', shown });
  }

  update(input: Input): boolean {
    return input.kind === 'browser' && JSON.stringify(input) === JSON.stringify(this.#input);
  }

  feed(feed: SourceFeed | null): void {
    this.#port?.close();
    this.#port = null;
    if (feed?.kind !== 'page') return;
    const { port } = feed;
    this.#port = port;
    port.addEventListener('message', (event) => this.#take(event.data));
    port.start();
    this.#say({ kind: 'shown', shown: this.#isShown });
  }

  close(): void {
    this.#port?.close();
    this.#port = null;
    this.#drop();
  }

  #drop(): void {
    this.#frame?.close();
    this.#frame = null;
  }

  #say(answer: SourceAnswer): void {
    this.#port?.postMessage(answer, []);
  }

  #take(data: unknown): void {
    const parsed = pageMessageSchema.safeParse(data);
    // Main says nothing else; what does not fit is not painted.
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.kind === 'state') {
      this.#follow(message.state, message.why);
      return;
    }
    this.#canvas.paint(message);
    this.#hasChanged = true;
    this.#captured = this.#context.now();
    this.#say({ kind: 'ack', seq: message.seq });
  }

  #follow(state: 'opening' | 'running' | 'failed', why: string): void {
    if (state !== 'failed') {
      this.#setState({ state });
      return;
    }
    this.#canvas = new PageCanvas();
    this.#hasChanged = false;
    this.#setState({ state: 'failed', error: studioError('source-page-failed', why === '' ? {} : { why }) });
  }

  #wrap(): void {
    this.#hasChanged = false;
    const frame = this.#canvas.toFrame(this.#captured);
    if (frame === null) return;
    this.#frame?.close();
    this.#frame = frame;
    this.#isOpaque = this.#canvas.isOpaque;
    this.#version += 1;
  }

  #setState(state: ProducerState): void {
    this.#state = state;
    this.#context.onState(state);
  }
}
