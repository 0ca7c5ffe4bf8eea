/** Draws the app's icon, a white upward beam on a red disc, as build/package/icon.png (1024 × 1024). */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const SIZE = 1024;
const CENTRE = SIZE / 2;
const RED = [214, 48, 49];
const WHITE = [255, 255, 255];
const DISC_RADIUS = 480;
const ARROW = { top: 250, shoulder: 520, bottom: 774, halfHead: 230, halfStem: 88 };

/** Colour and cover (0…1) of a point. */
function shade(x, y) {
  const edge = DISC_RADIUS - Math.hypot(x - CENTRE, y - CENTRE);
  return { colour: isArrow(x, y) ? WHITE : RED, cover: Math.min(1, Math.max(0, edge + 0.5)) };
}

function isArrow(x, y) {
  const aside = Math.abs(x - CENTRE);
  const { top, shoulder, bottom, halfHead, halfStem } = ARROW;
  if (y >= top && y < shoulder) return aside <= (halfHead * (y - top)) / (shoulder - top);
  return y >= shoulder && y < bottom && aside <= halfStem;
}

/** One RGBA pixel, the mean of 3 × 3 points. */
function pixel(x, y) {
  const sum = [0, 0, 0, 0];
  for (let point = 0; point < 9; point += 1) {
    const { colour, cover } = shade(x + (point % 3) / 3, y + Math.floor(point / 3) / 3);
    for (const [channel, value] of colour.entries()) sum[channel] += value / 9;
    sum[3] += (cover * 255) / 9;
  }
  return sum.map(Math.round);
}

function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(content.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

const rows = Buffer.alloc(SIZE * (SIZE * 4 + 1));
for (let y = 0; y < SIZE; y += 1) {
  for (let x = 0; x < SIZE; x += 1) rows.set(pixel(x, y), y * (SIZE * 4 + 1) + 1 + x * 4);
}
const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
header.set([8, 6, 0, 0, 0], 8);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const parts = [
  signature,
  chunk('IHDR', header),
  chunk('IDAT', deflateSync(rows, { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
];
writeFileSync(fileURLToPath(new URL('icon.png', import.meta.url)), Buffer.concat(parts));
