/** Planar 4:2:0 pictures in memory: layout, flat fills and wrapping into VideoFrames. */
import { colourTag, programColour } from '../pixels/colour/colour-space.ts';

/** An I420 picture: the Y plane, then U and V at half size; width and height are even. */
export type Picture = {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint8Array<ArrayBuffer>;
};

/** A colour in limited range Y, U, V. */
export type Yuv = readonly [number, number, number];

/** A rectangle in luma samples; even numbers, so that chroma falls in step. */
export type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** A picture filled with one colour. */
export function createPicture(width: number, height: number, colour: Yuv): Picture {
  const luma = width * height;
  const samples = new Uint8Array((luma * 3) / 2);
  samples.fill(colour[0], 0, luma);
  samples.fill(colour[1], luma, luma + luma / 4);
  samples.fill(colour[2], luma + luma / 4);
  return { width, height, samples };
}

/** Fills an area with one colour. */
export function fillArea(picture: Picture, area: Area, colour: Yuv): void {
  const luma = picture.width * picture.height;
  fillPlane(picture.samples, { offset: 0, stride: picture.width, area, value: colour[0] });
  const half = { x: area.x / 2, y: area.y / 2, width: area.width / 2, height: area.height / 2 };
  const stride = picture.width / 2;
  fillPlane(picture.samples, { offset: luma, stride, area: half, value: colour[1] });
  fillPlane(picture.samples, { offset: luma + luma / 4, stride, area: half, value: colour[2] });
}

function fillPlane(
  samples: Uint8Array,
  plane: { readonly offset: number; readonly stride: number; readonly area: Area; readonly value: number },
): void {
  const { area } = plane;
  for (let row = 0; row < area.height; row += 1) {
    const start = plane.offset + (area.y + row) * plane.stride + area.x;
    samples.fill(plane.value, start, start + area.width);
  }
}

/**
 * A VideoFrame with a copy of the picture, in the colours of a program of its size: so it goes on air without a
 * conversion, and a switch to it needs no new sequence header. The caller closes it. `timestamp` in µs.
 */
export function toVideoFrame(picture: Picture, timestamp: number): VideoFrame {
  return new VideoFrame(picture.samples, {
    format: 'I420',
    codedWidth: picture.width,
    codedHeight: picture.height,
    timestamp,
    colorSpace: colourTag(programColour(picture)),
  });
}
