/** Moves samples without arithmetic. AssemblyScript. */
import { sample } from './lanes.as';

export function copy(to: usize, toStride: i32, from: usize, fromStride: i32, width: i32, height: i32): void {
  if (toStride == width && fromStride == width) {
    memory.copy(to, from, width * height);
    return;
  }
  for (let row = 0; row < height; row += 1) {
    memory.copy(to, from, width);
    to += toStride;
    from += fromStride;
  }
}

export function fill(to: usize, toStride: i32, value: i32, width: i32, height: i32): void {
  for (let row = 0; row < height; row += 1) {
    memory.fill(to, <u8>value, width);
    to += toStride;
  }
}

export function look(
  to: usize,
  toStride: i32,
  from: usize,
  fromStride: i32,
  table: usize,
  width: i32,
  height: i32,
): void {
  for (let row = 0; row < height; row += 1) {
    let x = 0;
    for (; x + 4 <= width; x += 4) {
      const four = load<u32>(from + x);
      const first = <u32>load<u8>(table + (four & 255)) | (<u32>load<u8>(table + ((four >> 8) & 255)) << 8);
      const last = <u32>load<u8>(table + ((four >> 16) & 255)) | (<u32>load<u8>(table + (four >> 24)) << 8);
      store<u32>(to + x, first | (last << 16));
    }
    for (; x < width; x += 1) store<u8>(to + x, load<u8>(table + sample(from + x)));
    to += toStride;
    from += fromStride;
  }
}

export function unpair(u: usize, v: usize, stride: i32, from: usize, fromStride: i32, width: i32, height: i32): void {
  for (let row = 0; row < height; row += 1) {
    let x = 0;
    for (; x + 16 <= width; x += 16) {
      const a = v128.load(from + 2 * x);
      const b = v128.load(from + 2 * x + 16);
      v128.store(u + x, i8x16.shuffle(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30));
      v128.store(v + x, i8x16.shuffle(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31));
    }
    for (; x < width; x += 1) {
      store<u8>(u + x, load<u8>(from + 2 * x));
      store<u8>(v + x, load<u8>(from + 2 * x + 1));
    }
    u += stride;
    v += stride;
    from += fromStride;
  }
}
