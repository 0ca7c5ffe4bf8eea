/** Everything the module exports. AssemblyScript. */
export { copy, fill, look, unpair } from './move.as';
export { divide, mix, mixBy, multiply, over } from './alpha.as';
export { double, halve, resample } from './scale.as';
export { warp } from './warp.as';
export { convert, mapChroma } from './colour.as';
export { fromRgba, toRgba } from './rgba.as';
export { blurColumns, blurRows, sharpen } from './neighbours.as';
export { blend, setToRgb, setToYuv } from './blend.as';
