/** A text as a source where memory is short: it comes as soon as there is some, and what was there stays meanwhile. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TextProducer } from '../../../../../renderer/media/compose/sources/text/text.ts';
import type { InputOf } from '../../../../../shared/studio/document/source.ts';
import { createContext } from '../../../../support/media/producer-context.ts';

const style = {
  font: '',
  size: 40,
  weight: 400,
  italic: false,
  colour: '#ffffff',
  background: null,
  align: 'left',
  outline: null,
  shadow: false,
  wrapAt: null,
} as const;
const say = (text: string): InputOf<'text'> => ({
  kind: 'text',
  text,
  style,
  file: null,
  countdownTo: null,
  countdownSeconds: 0,
});

/** Canvases that were made to draw on. */
let canvases: number;

beforeEach(() => {
  canvases = 0;
  const context = {
    measureText: (text: string) => ({ width: 10 * text.length }),
    fillText: () => undefined,
    getImageData: (...[, , width, height]: readonly [number, number, number, number]) => ({
      data: new Uint8ClampedArray(width * height * 4),
    }),
  };
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      constructor() {
        canvases += 1;
      }

      readonly getContext = () => context;
    },
  );
});

afterEach(() => vi.unstubAllGlobals());

test('a text for which there was no memory is drawn once there is some, and tried seldom until then', () => {
  const rig = createContext();
  rig.isFull = true;
  const text = new TextProducer(say('Hello'), rig.context);
  for (let slot = 0; slot < 90; slot += 1) expect(text.look(slot * 33_333)).toBeNull();
  // Two for each try.
  expect(canvases).toBeLessThanOrEqual(6);
  rig.isFull = false;
  expect(text.look(5_000_000)?.width).toBe(50);
  const before = canvases;
  expect(text.look(7_000_000)?.width).toBe(50);
  expect(canvases).toBe(before);
  text.close();
  expect(rig.surfaces.size).toBe(0);
});

test('another text leaves the one before in its place while there is no memory, an empty one does not', () => {
  const rig = createContext();
  const text = new TextProducer(say('Hello'), rig.context);
  expect(text.look(0)?.width).toBe(50);
  rig.isFull = true;
  text.update(say('Good evening'));
  expect(text.look(33_333)?.width).toBe(50);
  text.update(say(''));
  expect(text.look(66_667)).toBeNull();
  text.close();
  expect(rig.surfaces.size).toBe(0);
});
