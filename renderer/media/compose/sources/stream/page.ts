/** A web page as a source: main paints it in a window of its own and sends what changed over a port. */
import type { Micros } from '../../../../../shared/clock.ts';
import { pageMessageSchema, type SourceAnswer } from '../../../../../shared/contract/show/source-ports.ts';
import { studioError } from '../../../../../shared/errors.ts';
import type { Input, InputOf } from '../../../../../shared/studio/document/source.ts';
import type { Look, Producer, ProducerContext, ProducerState, SourceFeed } from '../producer.ts';
import { PageCanvas } from './page-canvas.ts';
import { PageSurface } from './page-surface.ts';

/** A page that fell silent is no fault: it has nothing new to show. */
export class PageProducer implements Producer {
  readonly #context: ProducerContext;
  readonly #input: InputOf<'browser'>;
  #canvas = new PageCanvas();
  #port: MessagePort | null = null;
  readonly #picture: PageSurface;
  #captured: Micros = 0;
  #version = 0;
  #isShown = true;
  #state: ProducerState = { state: 'opening' };

  constructor(input: InputOf<'browser'>, context: ProducerContext) {
    this.#context = context;
    this.#input = input;
    this.#picture = new PageSurface(context.surfaces);
  }

  get state(): ProducerState {
    return this.#state;
  }

  get ageMillis(): number | null {
    return this.#version === 0 ? null : 0;
  }

  look(): Look | null {
    if (this.#state.state === 'failed') this.#picture.drop();
    if (this.#picture.draw(this.#canvas)) this.#version += 1;
    const { shown } = this.#picture;
    if (shown === null) return null;
    const { surface, width, height, hasAlpha } = shown;
    const captured = this.#captured;
    return { surface, frame: null, version: this.#version, captured, width, height, isOpaque: !hasAlpha };
  }

  recolour(): void {
    this.#picture.drop();
    this.#canvas.soil();
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
    this.#picture.drop();
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
    this.#captured = this.#context.now();
    this.#say({ kind: 'ack', seq: message.seq });
  }

  #follow(state: 'opening' | 'running' | 'failed', why: string): void {
    if (state !== 'failed') {
      this.#setState({ state });
      return;
    }
    this.#canvas = new PageCanvas();
    this.#setState({ state: 'failed', error: studioError('source-page-failed', why === '' ? {} : { why }) });
  }

  #setState(state: ProducerState): void {
    this.#state = state;
    this.#context.onState(state);
  }
}
