/** The received copy in the tab Viewer: decoded while somebody looks, drawn no more often than wanted, and every frame closed. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ReceivedView } from '../../../../../renderer/media/compose/scene/views/received-view.ts';

let decoded: string[] = [];
let open = 0;

class DecoderStandIn {
  state = 'unconfigured';
  decodeQueueSize = 0;
  readonly #output: (frame: unknown) => void;
  constructor({ output }: { readonly output: (frame: unknown) => void }) {
    this.#output = output;
  }
  configure() {
    this.state = 'configured';
  }
  decode({ type }: { readonly type: string }) {
    decoded.push(type);
    open += 1;
    this.#output({ displayWidth: 1280, displayHeight: 720, close: () => (open -= 1) });
  }
  close() {
    this.state = 'closed';
  }
}

beforeEach(() => {
  decoded = [];
  open = 0;
  vi.stubGlobal('VideoDecoder', DecoderStandIn);
  vi.stubGlobal(
    'EncodedVideoChunk',
    class {
      readonly type: string;
      constructor({ type }: { readonly type: string }) {
        this.type = type;
      }
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

const config = { kind: 'config', track: 'video', codec: 'avc1.42c01f', description: null, sampleRate: 0, channels: 0 };
const packet = (seq: number, key = false) => ({
  kind: 'packet',
  track: 'video',
  seq,
  pts: seq * 33_000,
  key,
  data: new ArrayBuffer(4),
});

/** A view with a canvas of 640×480, and the other end of its port. */
async function openRig() {
  let now = 0;
  const drawn: number[][] = [];
  let cleared = 0;
  const context = {
    canvas: { width: 640, height: 480 },
    drawImage: (_frame: unknown, ...place: number[]) => drawn.push(place),
    clearRect: () => (cleared += 1),
  };
  const view = new ReceivedView({ now: () => now });
  // @ts-expect-error -- no canvas of its own under test
  view.attach(1, context, 15);
  const { port1, port2 } = new MessageChannel();
  const answers: unknown[] = [];
  port2.addEventListener('message', ({ data }) => answers.push(data));
  port2.start();
  view.setPort(port1);
  cleared = 0;
  const send = async (...messages: unknown[]) => {
    for (const message of messages) port2.postMessage(message);
    await vi.waitFor(() => expect(answers.length).toBeGreaterThan(0));
  };
  const close = () => {
    view.setPort(null);
    port2.close();
  };
  return { view, send, close, drawn, answers, cleared: () => cleared, at: (millis: number) => (now = millis) };
}

test('pictures are drawn whole and in the middle, from a key frame on', async () => {
  const { send, close, drawn, answers } = await openRig();
  await send(config, packet(0), packet(1, true));
  await vi.waitFor(() => expect(answers.length).toBe(2));
  expect(decoded).toEqual(['key']);
  expect(drawn).toEqual([[0, 60, 640, 360]]);
  expect(open).toBe(0);
  close();
});

test('each is decoded, and drawn as often as the canvas wants', async () => {
  const { send, close, drawn, answers, at } = await openRig();
  await send(config, packet(0, true), packet(1), packet(2));
  await vi.waitFor(() => expect(answers.length).toBe(3));
  expect([decoded.length, drawn.length, open]).toEqual([3, 1, 0]);
  at(70);
  await send(packet(3));
  await vi.waitFor(() => expect(answers.length).toBe(4));
  expect([decoded.length, drawn.length, open]).toEqual([4, 2, 0]);
  close();
});

test('nothing is decoded in a hidden window', async () => {
  const { view, send, close, answers } = await openRig();
  await send(config, packet(0, true));
  view.setActive(false);
  await send(packet(1));
  await vi.waitFor(() => expect(answers.length).toBe(2));
  view.setActive(true);
  await send(packet(2), packet(3, true));
  await vi.waitFor(() => expect(answers.length).toBe(4));
  expect(decoded).toEqual(['key', 'key']);
  close();
});

test('the end of the stream takes the picture away', async () => {
  const { send, close, cleared } = await openRig();
  await send(config, packet(0, true), { kind: 'state', state: 'failed', why: '' });
  await vi.waitFor(() => expect(cleared()).toBe(1));
  close();
});

test('what is no message of main is left alone', async () => {
  const { send, close, answers } = await openRig();
  await send({ kind: 'packet', track: 'video' }, 'nonsense', config, packet(0, true));
  expect(answers).toEqual([{ kind: 'ack', seq: 0 }]);
  close();
});
