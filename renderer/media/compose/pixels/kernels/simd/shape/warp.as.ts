/** Turning and shearing. AssemblyScript. */
import { sample } from '../lanes.as';

export function warp(
  to: usize,
  toStride: i32,
  from: i32,
  fromStride: i32,
  ax: f64,
  ay: f64,
  cx: f64,
  cy: f64,
  ex: f64,
  ey: f64,
  sourceWidth: i32,
  sourceHeight: i32,
  width: i32,
  height: i32,
): void {
  for (let row = 0; row < height; row += 1) {
    const rowX = cx * <f64>row + ex;
    const rowY = cy * <f64>row + ey;
    for (let column = 0; column < width; column += 1) {
      const x = ax * <f64>column + rowX;
      const y = ay * <f64>column + rowY;
      store<u8>(to + column, <u8>between(from, fromStride, x, y, sourceWidth, sourceHeight));
    }
    to += toStride;
  }
}

// @ts-ignore: decorator
@inline
function between(from: i32, stride: i32, x: f64, y: f64, width: i32, height: i32): i32 {
  const floorX = floor<f64>(x);
  const floorY = floor<f64>(y);
  if (!(floorX >= -1 && floorY >= -1 && floorX < <f64>width && floorY < <f64>height)) return 0;
  const left = <i32>floorX;
  const top = <i32>floorY;
  const right = <i32>((x - floorX) * 256);
  const below = <i32>((y - floorY) * 256);
  const isInside = left >= 0 && top >= 0 && left + 1 < width && top + 1 < height;
  let p = 255;
  let q = 255;
  let r = 255;
  let s = 255;
  if (isInside) {
    if (from >= 0) {
      const at = from + top * stride + left;
      p = sample(at);
      q = sample(at + 1);
      r = sample(at + stride);
      s = sample(at + stride + 1);
    }
  } else {
    p = edge(from, stride, left, top, width, height);
    q = edge(from, stride, left + 1, top, width, height);
    r = edge(from, stride, left, top + 1, width, height);
    s = edge(from, stride, left + 1, top + 1, width, height);
  }
  const upper = p * (256 - right) + q * right;
  const lower = r * (256 - right) + s * right;
  return (upper * (256 - below) + lower * below + 32768) >> 16;
}

function edge(from: i32, stride: i32, x: i32, y: i32, width: i32, height: i32): i32 {
  if (x < 0 || y < 0 || x >= width || y >= height) return 0;
  return from < 0 ? 255 : sample(from + y * stride + x);
}
