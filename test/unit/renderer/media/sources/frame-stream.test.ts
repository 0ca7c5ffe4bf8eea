/** A screen as a source: its region hides the rest, whatever happens, and no frame stays open. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FrameStreamProducer } from '../../../../../renderer/media/compose/sources/stream/frame-stream.ts';
import type { InputOf } from '../../../../../shared/studio/document/source.ts';
import { FrameStandIn, openFrames } from '../../../../support/media/frame-stand-in.ts';
import { asFrame, createContext } from '../../../../support/media/producer-context.ts';

type Region = InputOf<'screen'>['region'];

const screen = (region: Region): InputOf<'screen'> => ({
  kind: 'screen',
  displayId: '',
  label: '',
  cursor: true,
  region,
});
const quarter = { x: 0.5, y: 0.5, width: 0.25, height: 0.25 };

/** A producer and the stream that feeds it. */
function open(region: Region) {
  const rig = createContext();
  const producer = new FrameStreamProducer(screen(region), rig.context);
  let controller: ReadableStreamDefaultController<VideoFrame> | null = null;
  const readable = new ReadableStream<VideoFrame>({ start: (given) => void (controller = given) });
  producer.feed({ kind: 'camera', readable, returning: false });
  const give = async (): Promise<void> => {
    const frame = new FrameStandIn(Uint8Array.of(50), { timestamp: 0, codedWidth: 1920, codedHeight: 1080 });
    controller?.enqueue(asFrame(frame));
    await new Promise((read) => setTimeout(read, 0));
  };
  const size = () => {
    const look = producer.look();
    return look === null ? null : [look.width, look.height, look.frame?.visibleRect?.x, look.frame?.visibleRect?.y];
  };
  return { rig, producer, give, size };
}

describe('a screen', () => {
  beforeEach(() => {
    vi.stubGlobal('VideoFrame', FrameStandIn);
    openFrames.clear();
  });

  afterEach(() => vi.unstubAllGlobals());

  test('is shown whole, or the region of it', async () => {
    const whole = open(null);
    await whole.give();
    expect(whole.size()).toEqual([1920, 1080, 0, 0]);
    const part = open(quarter);
    await part.give();
    expect(part.size()).toEqual([480, 270, 960, 540]);
    for (const { producer } of [whole, part]) producer.close();
    expect(openFrames.size).toBe(0);
  });

  test.each([
    ['right of it', { x: 1, y: 0, width: 0.5, height: 0.5 }],
    ['below it', { x: 0, y: 1, width: 0.5, height: 0.5 }],
  ])('with a region that lies %s shows nothing and says so', async (_, region) => {
    const { producer, give, size, rig } = open(region);
    await give();
    await give();
    expect(size()).toBeNull();
    expect(producer.ageMillis).toBeNull();
    expect(rig.states).toEqual([{ state: 'failed', error: expect.objectContaining({ code: 'screen-region' }) }]);
    // A screen on which nothing moves sends no further frame.
    producer.update(screen(quarter));
    expect(size()).toEqual([480, 270, 960, 540]);
    expect(rig.states.at(-1)).toEqual({ state: 'running' });
    producer.close();
    expect(openFrames.size).toBe(0);
  });

  test('whose frames can’t be cut shows nothing rather than all', async () => {
    const { producer, give, size, rig } = open(quarter);
    const broken = vi.fn<() => void>(function cut() {
      throw new TypeError('no such layout');
    });
    await give();
    vi.stubGlobal('VideoFrame', broken);
    await give();
    expect(broken).toHaveBeenCalled();
    expect(size()).toBeNull();
    expect(rig.states.at(-1)).toMatchObject({ state: 'failed' });
    producer.close();
    expect(openFrames.size).toBe(0);
  });

  test('is cut anew when the region moves, though nothing on it does', async () => {
    const { producer, give, size } = open(quarter);
    await give();
    const before = producer.look()?.version ?? 0;
    producer.update(screen({ ...quarter, x: 0 }));
    expect(size()).toEqual([480, 270, 0, 540]);
    expect(producer.look()?.version).toBeGreaterThan(before);
    producer.update(screen({ ...quarter, x: 0 }));
    expect(producer.look()?.version).toBe(before + 1);
    producer.feed(null);
    expect(size()).toBeNull();
    expect(openFrames.size).toBe(0);
  });
});
