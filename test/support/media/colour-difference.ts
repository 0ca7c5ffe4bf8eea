/** How different two colours look: CIEDE2000 between sRGB values (Sharma, Wu and Dalal 2005). */

/** Lightness 0…100 and the two axes of colour, D65. */
export type Lab = readonly [lightness: number, a: number, b: number];

/** Samples 0…255, as sRGB has them. */
export type Rgb = readonly [red: number, green: number, blue: number];

const degrees = Math.PI / 180;

export function labOf(rgb: Rgb): Lab {
  const [r, g, b] = [linear(rgb[0]), linear(rgb[1]), linear(rgb[2])];
  const x = bent((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = bent(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = bent((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function linear(sample: number): number {
  const value = sample / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function bent(value: number): number {
  return value > 216 / 24_389 ? Math.cbrt(value) : ((24_389 / 27) * value + 16) / 116;
}

/** 1 is about what an eye just sees side by side. */
export function deltaE2000(one: Lab, other: Lab): number {
  const meanChroma = (Math.hypot(one[1], one[2]) + Math.hypot(other[1], other[2])) / 2;
  const stretch = 1 + 0.5 * (1 - Math.sqrt(meanChroma ** 7 / (meanChroma ** 7 + 25 ** 7)));
  const [a, b] = [polar(one, stretch), polar(other, stretch)];
  const isGrey = a.chroma * b.chroma === 0;
  const turn = isGrey ? 0 : shortest(b.hue - a.hue);
  const lightness = (one[0] + other[0]) / 2 - 50;
  const chroma = (a.chroma + b.chroma) / 2;
  const hue = isGrey ? a.hue + b.hue : a.hue + turn / 2;
  const tint =
    1 -
    0.17 * Math.cos((hue - 30) * degrees) +
    0.24 * Math.cos(2 * hue * degrees) +
    0.32 * Math.cos((3 * hue + 6) * degrees) -
    0.2 * Math.cos((4 * hue - 63) * degrees);
  const deltaLightness = (other[0] - one[0]) / (1 + (0.015 * lightness ** 2) / Math.sqrt(20 + lightness ** 2));
  const deltaChroma = (b.chroma - a.chroma) / (1 + 0.045 * chroma);
  const arc = 2 * Math.sqrt(a.chroma * b.chroma) * Math.sin((turn / 2) * degrees);
  const deltaHue = arc / (1 + 0.015 * chroma * tint);
  const blueness = 60 * Math.exp(-(((((hue + 360) % 360) - 275) / 25) ** 2));
  const rotation = -2 * Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7)) * Math.sin(blueness * degrees);
  return Math.sqrt(deltaLightness ** 2 + deltaChroma ** 2 + deltaHue ** 2 + rotation * deltaChroma * deltaHue);
}

function polar([, a, b]: Lab, stretch: number): { readonly chroma: number; readonly hue: number } {
  return { chroma: Math.hypot(a * stretch, b), hue: (Math.atan2(b, a * stretch) / degrees + 360) % 360 };
}

/** The same turn, at most half round. */
function shortest(turn: number): number {
  if (turn > 180) return turn - 360;
  return turn < -180 ? turn + 360 : turn;
}
