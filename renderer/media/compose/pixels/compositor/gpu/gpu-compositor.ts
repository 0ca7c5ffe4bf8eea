/** Lays pictures over each other on the GPU, plane by plane, and reads the result back into the heap. */
import { nowhere } from '../../memory/heap.ts';
import { planesOf, type Area, type Size, type Surface } from '../../memory/surface.ts';
import type { Pixels } from '../../pixels.ts';
import { meet, wholeOf } from '../area.ts';
import type { Compositor, Damage, Layer } from '../compositor.ts';
import { CpuCompositor } from '../cpu-compositor.ts';
import { damageBetween, type Placed } from '../damage.ts';
import { inverseOf, placeLayer } from '../placement.ts';
import { showsThrough } from '../prepared.ts';
import { bindSampler, createCanvas, createProgram, deleteCanvas, type Canvas, type Gl, type Program } from './gl.ts';
import { PlaneTextures } from './plane-textures.ts';
import { boxVertex, packFragment, placeFragment, turnFragment } from './shaders.ts';

/** Pixels of four bytes in a row of what is read back. */
const packedWidth = 1024;

/** Where a target of one size is drawn: luma and alpha, chroma and its alpha, and the bytes of both in a row. */
type Room = { readonly luma: Canvas; readonly chroma: Canvas; readonly packed: Canvas };

type Programs = { readonly place: Program; readonly turn: Program; readonly pack: Program };

/** The same pictures as the CPU's, within rounding. What it can't do, blend modes and strong shrinking of turned layers, the CPU does. */
export class GpuCompositor implements Compositor {
  readonly kind = 'gpu';
  readonly #pixels: Pixels;
  readonly #gl: Gl;
  readonly #cpu: CpuCompositor;
  readonly #programs: Programs;
  readonly #textures: PlaneTextures;
  readonly #rooms = new Map<string, Room>();
  readonly #drawn = new Map<Surface, readonly Placed[]>();

  /** Throws when the context can't do what is asked of it. */
  constructor(pixels: Pixels, gl: Gl) {
    this.#pixels = pixels;
    this.#gl = gl;
    this.#programs = {
      place: createProgram(gl, boxVertex, placeFragment),
      turn: createProgram(gl, boxVertex, turnFragment),
      pack: createProgram(gl, boxVertex, packFragment),
    };
    this.#textures = new PlaneTextures(gl, pixels.heap);
    this.#cpu = new CpuCompositor(pixels);
    gl.bindVertexArray(gl.createVertexArray());
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  compose(layers: readonly Layer[], target: Surface, damage: Damage): readonly Area[] {
    if (this.#gl.isContextLost() || !layers.every((layer) => isForGpu(layer))) {
      const isOurs = this.#drawn.delete(target);
      return this.#cpu.compose(layers, target, isOurs ? 'all' : damage);
    }
    // What was drawn here by the other one is unknown to this one.
    this.#cpu.forgetTarget(target);
    const placed = layers.flatMap((layer): readonly Placed[] => {
      const placement = placeLayer(layer, target);
      return placement === null ? [] : [{ layer, placement, isFresh: true }];
    });
    const before = this.#drawn.get(target);
    const areas = before === undefined || damage === 'all' ? [wholeOf(target)] : damageBetween(before, placed);
    this.#drawn.set(target, placed);
    if (areas.length > 0) this.#draw(placed, target);
    return areas;
  }

  forget(surface: Surface): void {
    this.#cpu.forget(surface);
    this.#textures.forget(surface);
    this.#drawn.delete(surface);
    for (const [target, placed] of this.#drawn) {
      if (placed.some(({ layer }) => layer.surface === surface)) this.#drawn.delete(target);
    }
  }

  close(): void {
    this.#cpu.close();
    for (const room of this.#rooms.values()) for (const canvas of Object.values(room)) deleteCanvas(this.#gl, canvas);
    this.#rooms.clear();
    this.#drawn.clear();
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #draw(placed: readonly Placed[], target: Surface): void {
    const gl = this.#gl;
    const room = this.#roomFor(target);
    gl.enable(gl.BLEND);
    for (const grid of [1, 2] as const) {
      this.#begin(grid === 1 ? room.luma : room.chroma, target.a === nowhere ? grid : 'clear');
      for (const one of placed) {
        if (one.placement.kind === 'warp') this.#turn(one, grid, target);
        else this.#place(one, grid, target);
      }
    }
    gl.disable(gl.BLEND);
    this.#readBack(room, target);
    this.#textures.tidy();
  }

  /** Black for luma or chroma, or nothing at all. */
  #begin({ framebuffer, width, height }: Canvas, ground: 1 | 2 | 'clear'): void {
    const gl = this.#gl;
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.viewport(0, 0, width, height);
    if (ground === 'clear') gl.clearColor(0, 0, 0, 0);
    else if (ground === 1) gl.clearColor(16 / 255, 1, 0, 1);
    else gl.clearColor(128 / 255, 128 / 255, 1, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  #place({ layer, placement }: Placed, grid: 1 | 2, target: Size): void {
    const gl = this.#gl;
    const { place } = this.#programs;
    const { area, isMirroredX, isMirroredY } = placement;
    const source = meet(layer.sourceRect, wholeOf(layer.surface)) ?? layer.sourceRect;
    const paceX = source.width / area.width / grid;
    const paceY = source.height / area.height / grid;
    this.#use(place, layer, grid, source);
    gl.uniform4f(place.at('area'), area.x, area.y, area.width, area.height);
    gl.uniform2f(
      place.at('origin'),
      (isMirroredX ? source.x + source.width : source.x) / grid,
      (isMirroredY ? source.y + source.height : source.y) / grid,
    );
    gl.uniform2f(place.at('pace'), isMirroredX ? -paceX : paceX, isMirroredY ? -paceY : paceY);
    gl.uniform1f(place.at('grid'), grid);
    this.#fillBox(place, placement.bounds, grid, target);
  }

  #turn({ layer, placement }: Placed, grid: 1 | 2, target: Size): void {
    const gl = this.#gl;
    const { turn } = this.#programs;
    const [a, b, c, d, e, f] = inverseOf(layer.matrix);
    this.#use(turn, layer, grid, meet(evenRect(layer.sourceRect), wholeOf(layer.surface)) ?? layer.sourceRect);
    gl.uniformMatrix2fv(turn.at('turn'), false, [a, b, c, d]);
    const middle = grid / 2;
    gl.uniform2f(
      turn.at('shift'),
      (a * middle + c * middle + e) / grid - 0.5,
      (b * middle + d * middle + f) / grid - 0.5,
    );
    this.#fillBox(turn, placement.bounds, grid, target);
  }

  /** Samplers, and what both programs ask. */
  #use(program: Program, layer: Layer, grid: 1 | 2, source: Area): void {
    const gl = this.#gl;
    const [y, u, v, a, h] = this.#textures.of(layer.surface, layer.version);
    if (y === undefined || u === undefined || v === undefined) throw new TypeError('a surface without planes');
    gl.useProgram(program.program);
    const isChroma = grid === 2;
    bindSampler(gl, program, { name: 'first', unit: 0 }, isChroma ? u : y);
    bindSampler(gl, program, { name: 'second', unit: 1 }, isChroma ? v : y);
    bindSampler(gl, program, { name: 'cover', unit: 2 }, (isChroma ? h : a) ?? y);
    gl.uniform1i(program.at('hasAlpha'), Number(showsThrough(layer)));
    gl.uniform1i(program.at('isChroma'), Number(isChroma));
    gl.uniform1f(program.at('opacity'), Math.min(1, layer.opacity));
    gl.uniform4i(
      program.at('limits'),
      Math.floor(source.x / grid),
      Math.floor(source.y / grid),
      Math.ceil((source.x + source.width) / grid),
      Math.ceil((source.y + source.height) / grid),
    );
  }

  #fillBox({ at }: Program, { x, y, width, height }: Area, grid: 1 | 2, target: Size): void {
    const gl = this.#gl;
    gl.uniform4f(at('box'), x / grid, y / grid, width / grid, height / grid);
    gl.uniform2f(at('size'), target.width / grid, target.height / grid);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  /** Whole rows, then what is left; up to three bytes more fall into the slack behind every block of the heap. */
  #readBack({ luma, chroma, packed }: Room, target: Surface): void {
    const gl = this.#gl;
    const { pack } = this.#programs;
    gl.useProgram(pack.program);
    gl.bindFramebuffer(gl.FRAMEBUFFER, packed.framebuffer);
    gl.viewport(0, 0, packed.width, packed.height);
    bindSampler(gl, pack, { name: 'luma', unit: 0 }, luma.texture);
    bindSampler(gl, pack, { name: 'chroma', unit: 1 }, chroma.texture);
    gl.uniform2i(pack.at('sides'), target.width, target.height);
    gl.uniform1i(pack.at('rowBytes'), packedWidth * 4);
    gl.uniform4f(pack.at('box'), 0, 0, packed.width, packed.height);
    gl.uniform2f(pack.at('size'), packed.width, packed.height);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    const texels = Math.ceil(bytesOf(target) / 4);
    const rows = Math.floor(texels / packedWidth);
    const rest = texels - rows * packedWidth;
    const { bytes } = this.#pixels.heap;
    gl.pixelStorei(gl.PACK_ALIGNMENT, 1);
    if (rows > 0) gl.readPixels(0, 0, packedWidth, rows, gl.RGBA, gl.UNSIGNED_BYTE, bytes, target.y);
    const end = target.y + rows * packedWidth * 4;
    if (rest > 0) gl.readPixels(0, rows, rest, 1, gl.RGBA, gl.UNSIGNED_BYTE, bytes, end);
  }

  #roomFor(target: Surface): Room {
    const key = `${target.width} ${target.height} ${target.a === nowhere}`;
    const known = this.#rooms.get(key);
    if (known !== undefined) return known;
    const half = { width: target.width / 2, height: target.height / 2 };
    const height = Math.ceil(bytesOf(target) / 4 / packedWidth);
    const room = {
      luma: createCanvas(this.#gl, 'rg8', target),
      chroma: createCanvas(this.#gl, 'rgba8', half),
      packed: createCanvas(this.#gl, 'rgba8', { width: packedWidth, height }),
    };
    this.#rooms.set(key, room);
    return room;
  }
}

function bytesOf(surface: Surface): number {
  return planesOf(surface).reduce((sum, { width, height }) => sum + width * height, 0);
}

function even(value: number): number {
  return Math.round(value / 2) * 2;
}

/** Turned layers begin and end on even samples, on the CPU too. */
function evenRect({ x, y, width, height }: Area): Area {
  return { x: even(x), y: even(y), width: Math.max(2, even(width)), height: Math.max(2, even(height)) };
}

function isForGpu({ blend, matrix: [a, b, c, d] }: Layer): boolean {
  const isTurned = Math.abs(b) > 1e-6 || Math.abs(c) > 1e-6;
  const shrinks = Math.max(Math.hypot(a, b), Math.hypot(c, d)) <= 0.5;
  return blend === 'normal' && !(isTurned && shrinks);
}
