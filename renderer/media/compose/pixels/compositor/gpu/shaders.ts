/** The three shaders of the GPU compositor, in GLSL ES 3.0. They work on planes as the kernels do: nothing becomes RGB. */

/** A rectangle of a plane of the target, as a strip of two triangles; row 0 comes first, as in memory. */
export const boxVertex = `#version 300 es
uniform vec4 box;
uniform vec2 size;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4((box.xy + corner * box.zw) / size * 2.0 - 1.0, 0.0, 1.0);
}`;

/** Both ways of placing write Y and A, or U, V and H; alpha is what the blending goes by. */
const outputs = `
precision highp float;
precision highp int;
precision highp sampler2D;
uniform sampler2D first;
uniform sampler2D second;
uniform sampler2D cover;
uniform bool hasAlpha;
uniform bool isChroma;
uniform float opacity;
uniform ivec4 limits;
out vec4 sum;
vec3 fetch(ivec2 at) {
  float alpha = hasAlpha ? texelFetch(cover, at, 0).r : 1.0;
  return vec3(texelFetch(first, at, 0).r, isChroma ? texelFetch(second, at, 0).r : 0.0, alpha);
}
void put(vec3 seen) {
  vec3 faded = seen * opacity;
  sum = isChroma ? vec4(faded.x, faded.y, faded.z, faded.z) : vec4(faded.x, faded.z, 0.0, faded.z);
}`;

/**
 * Along rows and columns: linear when growing, the mean of the covered part when shrinking. `area` is where the layer lies in
 * pixels of luma; off even places chroma counts only as far as it lies within. `origin` and `pace` lead to the source plane.
 */
export const placeFragment = `#version 300 es
${outputs}
uniform vec4 area;
uniform vec2 origin;
uniform vec2 pace;
uniform float grid;
const int most = 10;
float share(float start, float reach, int at, float ratio) {
  float place = float(at);
  if (ratio > 1.0) return max(0.0, min(place + 1.0, start + reach) - max(place, start)) / reach;
  return max(0.0, 1.0 - abs(place - start));
}
void main() {
  vec2 cell = floor(gl_FragCoord.xy) * grid;
  vec2 within = min(cell + grid, area.xy + area.zw) - max(cell, area.xy);
  vec2 covered = max(within, 0.0) / grid;
  vec2 centre = origin + (cell + grid * 0.5 - area.xy) * pace;
  vec2 ratio = abs(pace) * grid;
  vec2 reach = min(ratio, vec2(float(most - 1)));
  vec2 start = centre - vec2(ratio.x > 1.0 ? reach.x * 0.5 : 0.5, ratio.y > 1.0 ? reach.y * 0.5 : 0.5);
  ivec2 begin = ivec2(floor(start));
  vec3 seen = vec3(0.0);
  for (int down = 0; down < most; down += 1) {
    float vertical = share(start.y, reach.y, begin.y + down, ratio.y);
    if (vertical <= 0.0) continue;
    for (int across = 0; across < most; across += 1) {
      float horizontal = share(start.x, reach.x, begin.x + across, ratio.x);
      if (horizontal <= 0.0) continue;
      seen += fetch(clamp(begin + ivec2(across, down), limits.xy, limits.zw - 1)) * horizontal * vertical;
    }
  }
  put(seen * covered.x * covered.y);
}`;

/** Turned: linear between the four nearest samples, nothing outside. `turn` and `shift` lead to places in the source plane. */
export const turnFragment = `#version 300 es
${outputs}
uniform mat2 turn;
uniform vec2 shift;
vec3 inside(ivec2 at) {
  if (any(lessThan(at, limits.xy)) || any(greaterThanEqual(at, limits.zw))) return vec3(0.0);
  return fetch(at);
}
void main() {
  vec2 place = turn * floor(gl_FragCoord.xy) + shift;
  ivec2 at = ivec2(floor(place));
  vec2 part = place - floor(place);
  vec3 upper = mix(inside(at), inside(at + ivec2(1, 0)), part.x);
  vec3 lower = mix(inside(at + ivec2(0, 1)), inside(at + ivec2(1, 1)), part.x);
  put(mix(upper, lower, part.y));
}`;

/** Four bytes of the surface a pixel, in the order in which they lie in memory: Y, U, V, A, H. */
export const packFragment = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
uniform sampler2D luma;
uniform sampler2D chroma;
uniform ivec2 sides;
uniform int rowBytes;
out vec4 four;
float byteAt(int index) {
  int full = sides.x * sides.y;
  int quarter = full / 4;
  int wide = sides.x / 2;
  if (index < full) return texelFetch(luma, ivec2(index % sides.x, index / sides.x), 0).r;
  index -= full;
  if (index < quarter) return texelFetch(chroma, ivec2(index % wide, index / wide), 0).r;
  index -= quarter;
  if (index < quarter) return texelFetch(chroma, ivec2(index % wide, index / wide), 0).g;
  index -= quarter;
  if (index < full) return texelFetch(luma, ivec2(index % sides.x, index / sides.x), 0).g;
  index -= full;
  return texelFetch(chroma, ivec2(index % wide, min(index / wide, sides.y / 2 - 1)), 0).b;
}
void main() {
  int index = int(gl_FragCoord.y) * rowBytes + int(gl_FragCoord.x) * 4;
  four = vec4(byteAt(index), byteAt(index + 1), byteAt(index + 2), byteAt(index + 3));
}`;
