/** Everything the module exports. AssemblyScript. */
export { copy, fill, look, unpair } from './move.as';
export { divide, mix, mixBy, multiply, over } from './alpha.as';
export { double, halve, resample } from './shape/scale.as';
export { warp } from './shape/warp.as';
export { blurColumns, blurRows, sharpen } from './shape/neighbours.as';
export { convert, mapChroma } from './colour/convert.as';
export { cube } from './colour/cube.as';
export { fromRgba, toRgba } from './colour/rgba.as';
export { blend, setToRgb, setToYuv } from './colour/blend.as';
