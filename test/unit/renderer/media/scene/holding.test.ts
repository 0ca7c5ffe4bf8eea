/** The holding picture is drawn once, and anew when its text becomes another one. */
import { expect, test } from 'vitest';
import { CpuCompositor } from '../../../../../renderer/media/compose/pixels/compositor/cpu-compositor.ts';
import { createScalarKernels } from '../../../../../renderer/media/compose/pixels/kernels/scalar-kernels.ts';
import { PixelHeap } from '../../../../../renderer/media/compose/pixels/memory/heap.ts';
import { setHoldingText } from '../../../../../renderer/media/compose/picture/holding-picture.ts';
import { createPicture } from '../../../../../renderer/media/compose/picture/i420.ts';
import { HoldingRoom } from '../../../../../renderer/media/compose/scene/paint/holding.ts';
import { Rooms } from '../../../../../renderer/media/compose/scene/paint/rooms.ts';

test('another text is seen, in the same place and with another version', () => {
  const heap = new PixelHeap();
  const pixels = { heap, colour: 'bt709', kernels: createScalarKernels(heap) } as const;
  let drawn = 0;
  const room = new HoldingRoom(
    new Rooms(pixels, new CpuCompositor(pixels)),
    { width: 64, height: 36 },
    (width, height) => {
      drawn += 1;
      return createPicture(width, height, [100 + drawn, 128, 128]);
    },
  );
  const first = room.picture;
  expect(room.picture).toEqual(first);
  expect([drawn, heap.bytes[first.surface.y]]).toEqual([1, 101]);
  setHoldingText('Gleich geht es weiter');
  const second = room.picture;
  setHoldingText('Gleich geht es weiter');
  expect(room.picture).toEqual(second);
  expect([drawn, heap.bytes[second.surface.y]]).toEqual([2, 102]);
  expect(second.surface).toBe(first.surface);
  expect(second.version).not.toBe(first.version);
  setHoldingText('Back in a moment');
});
