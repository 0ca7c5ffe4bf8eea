/** Finds the one picture of a scene that needs no drawing: a frame that fits the encoder, or a surface of the program's size. */
import { hasSameShape, isWholeCanvas, type Size } from '../../../../../shared/studio/scene/plan/cover.ts';
import { isForeignColour, yuvColourOf, type ProgramColour } from '../../pixels/colour/colour-space.ts';
import type { Look } from '../../sources/producer.ts';
import { visibleLayers } from './painter.ts';
import type { ResolvedLayer, ResolvedScene, ShownSource } from './pictures.ts';

export type Program = { readonly canvas: Size; readonly size: Size; readonly colour: ProgramColour };

/** The source that gives it; null when the scene must be composed. */
export function untouchedSource(scene: ResolvedScene, program: Program): ShownSource | null {
  const [layer, ...more] = visibleLayers(scene);
  if (layer === undefined || more.length > 0 || isAltered(layer)) return null;
  if (!hasSameShape(program.canvas, program.size)) return null;
  const { shown, item } = layer;
  if (shown.kind === 'holding') return null;
  if (!isWholeCanvas(item.transform, shown.kind === 'scene' ? program.canvas : shown.look, program.canvas)) return null;
  // A scene that is nothing but another one is as good as that.
  if (shown.kind === 'scene') return untouchedSource(shown.scene, program);
  return shown.look.isOpaque && fitsProgram(shown.look, program) ? shown : null;
}

function fitsProgram({ frame, surface }: Look, program: Program): boolean {
  if (frame !== null) return fitsEncoder(frame, program);
  return surface?.width === program.size.width && surface.height === program.size.height;
}

function isAltered({ item, sourceFilters, itemFilters }: ResolvedLayer): boolean {
  return item.opacity < 1 || item.blend !== 'normal' || sourceFilters.length + itemFilters.length > 0;
}

/** True when the encoder can take the frame as it is: it would stretch another shape and pass other colours on. */
export function fitsEncoder(frame: VideoFrame, { size, colour }: Pick<Program, 'size' | 'colour'>): boolean {
  const { format, colorSpace, displayWidth, displayHeight } = frame;
  if ((format !== 'I420' && format !== 'NV12') || isForeignColour(colorSpace)) return false;
  const own = yuvColourOf(
    { matrix: colorSpace.matrix ?? null, fullRange: colorSpace.fullRange ?? null },
    { width: displayWidth, height: displayHeight },
  );
  // The encoder takes a frame that names no matrix for BT.709, whatever its size.
  const isNamed = typeof colorSpace.matrix === 'string' || colour === 'bt709';
  if (!isNamed || own.isFullRange || own.matrix !== colour) return false;
  return hasSameShape({ width: displayWidth, height: displayHeight }, size);
}
