/** The little of WebGL 2 that the compositor needs: programs with their uniforms, textures, canvases to draw on. */
import type { Size } from '../../memory/surface.ts';

export type Gl = WebGL2RenderingContext;

/** What drivers without a graphics card call themselves. */
const inSoftware = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** A context that draws for nobody to see; null where there is none, or only one in software where `fast` is asked for. */
export function openGl(demand: 'fast' | 'any'): Gl | null {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    powerPreference: 'high-performance',
    failIfMajorPerformanceCaveat: demand === 'fast',
  });
  if (gl === null || demand === 'any') return gl;
  // Not every browser counts a driver in software as a caveat.
  const named = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = named === null ? null : gl.getParameter(named.UNMASKED_RENDERER_WEBGL);
  if (typeof name !== 'string' || !inSoftware.test(name)) return gl;
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return null;
}

/** A program and where its uniforms are. */
export type Program = {
  readonly program: WebGLProgram;
  readonly at: (name: string) => WebGLUniformLocation | null;
};

/** Throws with the compiler's words. */
export function createProgram(gl: Gl, vertex: string, fragment: string): Program {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) throw new Error('the graphics context is lost');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) {
    const shaders = gl.getAttachedShaders(program) ?? [];
    const words = [gl.getProgramInfoLog(program), ...shaders.map((shader) => gl.getShaderInfoLog(shader))];
    throw new Error(`a shader was refused: ${words.join(' ')}`);
  }
  const places = new Map<string, WebGLUniformLocation | null>();
  const at = (name: string) => {
    const known = places.get(name);
    if (known !== undefined) return known;
    const found = gl.getUniformLocation(program, name);
    places.set(name, found);
    return found;
  };
  return { program, at };
}

type Format = 'r8' | 'rg8' | 'rgba8';

function formatsOf(gl: Gl, format: Format): readonly [internal: number, outside: number] {
  if (format === 'r8') return [gl.R8, gl.RED];
  return format === 'rg8' ? [gl.RG8, gl.RG] : [gl.RGBA8, gl.RGBA];
}

/** A texture that is only ever read sample by sample. */
export function createTexture(gl: Gl, format: Format, { width, height }: Size): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  const [internal] = formatsOf(gl, format);
  gl.texStorage2D(gl.TEXTURE_2D, 1, internal, width, height);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  return texture;
}

/** Fills a texture of one byte a sample from `bytes`, without gaps. */
export function upload(gl: Gl, texture: WebGLTexture, { width, height }: Size, bytes: Uint8Array): void {
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RED, gl.UNSIGNED_BYTE, bytes);
}

/** A texture that can be drawn on. */
export type Canvas = Size & { readonly texture: WebGLTexture; readonly framebuffer: WebGLFramebuffer };

export function createCanvas(gl: Gl, format: Format, size: Size): Canvas {
  const texture = createTexture(gl, format, size);
  const framebuffer = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  if (gl.checkFramebufferStatus(gl.FRAMEBUFFER) !== gl.FRAMEBUFFER_COMPLETE) throw new Error('nothing to draw on');
  return { width: size.width, height: size.height, texture, framebuffer };
}

export function deleteCanvas(gl: Gl, { texture, framebuffer }: Canvas): void {
  gl.deleteFramebuffer(framebuffer);
  gl.deleteTexture(texture);
}

/** Puts a texture where the program's sampler looks. */
export function bindSampler(
  gl: Gl,
  { at }: Program,
  { name, unit }: { readonly name: string; readonly unit: number },
  texture: WebGLTexture,
): void {
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.uniform1i(at(name), unit);
}
