/** The kernels of the WebAssembly module, over the heap's own memory. */
import type { PixelHeap } from '../memory/heap.ts';
import { rgbBlends, type Kernels, type RgbaWeights } from './kernels.ts';

type Export = (...numbers: readonly number[]) => unknown;
type Exports = (name: string) => Export;

function isFunction(value: unknown): value is Export {
  return typeof value === 'function';
}

/** Instantiates the module at once, which a Worker may; throws where vectors or WebAssembly are not to be had. */
export function createWasmKernels(module: Uint8Array<ArrayBuffer>, heap: PixelHeap): Kernels {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), { env: { memory: heap.memory } });
  const named: Exports = (name) => {
    const found = exports[name];
    if (!isFunction(found)) throw new TypeError(`the kernels lack ${name}`);
    return found;
  };
  return {
    name: 'simd',
    ...moving(named),
    ...mixing(named),
    ...scaling(named),
    ...colouring(named),
    ...neighbouring(named),
    ...blending(named),
  };
}

function moving(named: Exports): Pick<Kernels, 'copy' | 'fill' | 'look' | 'unpair'> {
  const [copy, fill, look, unpair] = [named('copy'), named('fill'), named('look'), named('unpair')];
  return {
    copy: (to, from, { width, height }) => copy(to.at, to.stride, from.at, from.stride, width, height),
    fill: (to, value, { width, height }) => fill(to.at, to.stride, value, width, height),
    look: (to, from, table, { width, height }) => look(to.at, to.stride, from.at, from.stride, table, width, height),
    unpair: (to, from, { width, height }) => unpair(to.u, to.v, to.stride, from.at, from.stride, width, height),
  };
}

function mixing(named: Exports): Pick<Kernels, 'over' | 'mix' | 'mixBy' | 'multiply' | 'divide'> {
  const [over, mix, mixBy] = [named('over'), named('mix'), named('mixBy')];
  const [multiply, divide] = [named('multiply'), named('divide')];
  return {
    over: (to, { samples, alpha, opacity }, { width, height }) => {
      const { at, stride } = samples;
      over(to.at, to.stride, at, stride, alpha.at, alpha.stride, opacity, width, height);
    },
    mix: (to, { first, second, amount }, { width, height }) =>
      mix(to.at, to.stride, first.at, first.stride, second.at, second.stride, amount, width, height),
    mixBy: (to, { first, second, mask }, { width, height }) => {
      const { at, stride } = mask;
      mixBy(to.at, to.stride, first.at, first.stride, second.at, second.stride, at, stride, width, height);
    },
    multiply: (to, from, by, { width, height }) =>
      multiply(to.at, to.stride, from.at, from.stride, by.at, by.stride, width, height),
    divide: (to, from, by, { width, height }) =>
      divide(to.at, to.stride, from.at, from.stride, by.at, by.stride, width, height),
  };
}

function scaling(named: Exports): Pick<Kernels, 'halve' | 'double' | 'resample' | 'warp'> {
  const [halve, double] = [named('halve'), named('double')];
  const [resample, warp] = [named('resample'), named('warp')];
  return {
    halve: (to, from, { width, height }) => halve(to.at, to.stride, from.at, from.stride, width, height),
    double: (to, from, { width, height }) => double(to.at, to.stride, from.at, from.stride, width, height),
    resample: (to, from, { columns, rows, sourceWidth, scratch }, { width, height }) => {
      const picking = columns.isNarrow ? [columns.bases, columns.picks] : [0, 0];
      const across = [columns.starts, columns.weights, ...picking];
      const down = [rows.starts, rows.weights];
      resample(to.at, to.stride, from.at, from.stride, ...across, ...down, sourceWidth, scratch, width, height);
    },
    warp: (to, from, map, { width, height }) => {
      const steps = [map.ax, map.ay, map.cx, map.cy, map.ex, map.ey];
      warp(to.at, to.stride, from.at, from.stride, ...steps, map.sourceWidth, map.sourceHeight, width, height);
    },
  };
}

function colouring(named: Exports): Pick<Kernels, 'convert' | 'mapChroma' | 'cube' | 'fromRgba' | 'toRgba'> {
  const [convert, mapChroma, cube] = [named('convert'), named('mapChroma'), named('cube')];
  const [fromRgba, toRgba] = [named('fromRgba'), named('toRgba')];
  return {
    convert: ({ y, u, v, stride }, matrix, { width, height }) => {
      const { lumaGain, lumaOffset, yu, yv, uu, uv, vu, vv } = matrix;
      convert(y, u, v, stride, lumaGain, lumaOffset, yu, yv, uu, uv, vu, vv, width, height);
    },
    mapChroma: ({ u, v, stride }, alpha, table, { width, height }) =>
      mapChroma(u, v, stride, alpha, table, width, height),
    cube: ({ y, u, v, stride }, table, { width, height }) => cube(y, u, v, stride, table, width, height),
    fromRgba: ({ y, u, v, a, h, stride }, from, weights, { width, height }) => {
      const kind = from.isPremultiplied === true ? 1 : 0;
      return fromRgba(y, u, v, a, h, stride, from.at, from.stride, kind, ...allOf(weights), width, height) === 1;
    },
    toRgba: (to, { y, u, v, stride }, { lumaGain, rv, gu, gv, bu }, { width, height }) =>
      toRgba(to.at, to.stride, y, u, v, stride, lumaGain, rv, gu, gv, bu, width, height),
  };
}

function allOf({ y, u, v }: RgbaWeights): readonly number[] {
  return [...y, ...u, ...v];
}

function neighbouring(named: Exports): Pick<Kernels, 'sharpen' | 'blurRows' | 'blurColumns'> {
  const [sharpen, rows, columns] = [named('sharpen'), named('blurRows'), named('blurColumns')];
  return {
    sharpen: (to, from, amount, { width, height }) =>
      sharpen(to.at, to.stride, from.at, from.stride, amount, width, height),
    blurRows: (to, from, radius, { width, height }) =>
      rows(to.at, to.stride, from.at, from.stride, radius, width, height),
    blurColumns: (to, from, radius, { width, height }) =>
      columns(to.at, to.stride, from.at, from.stride, radius, width, height),
  };
}

function blending(named: Exports): Pick<Kernels, 'blend'> {
  const [blend, setToRgb, setToYuv] = [named('blend'), named('setToRgb'), named('setToYuv')];
  return {
    blend: (to, from, { mode, opacity, toRgb, toYuv }, { width, height }) => {
      setToRgb(toRgb.lumaGain, toRgb.rv, toRgb.gu, toRgb.gv, toRgb.bu);
      setToYuv(...allOf(toYuv));
      const below = [to.y, to.u, to.v, to.stride];
      const above = [from.y, from.u, from.v, from.a, from.h, from.stride];
      blend(...below, ...above, rgbBlends.indexOf(mode), opacity, width, height);
    },
  };
}
