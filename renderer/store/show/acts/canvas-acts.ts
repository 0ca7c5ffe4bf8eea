/** The canvas that all places are told in: its size, and its shape beside that of the programme. */
import { canvasSchema } from '../../../../shared/studio/document/show.ts';
import type { Size } from '../../../../shared/studio/geometry/box.ts';
import { hasSameShape } from '../../../../shared/studio/scene/plan/cover.ts';
import { t } from '../../../words/words.ts';
import { closeToast, tell, useNotices } from '../../notices.ts';
import { currentShow, edit } from '../show.ts';
import { say } from '../spoken.ts';

/** Sizes to choose from; any other within the document's bounds can be typed. */
export const canvasSizes: readonly Size[] = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 1080, height: 1920 },
  { width: 720, height: 1280 },
  { width: 1080, height: 1080 },
];

/** Bounds of a side of the canvas, px; sides are even. */
export const canvasBounds = { min: 160, max: 7680, step: 2 } as const;

/** "1920×1080". */
export function sizeText({ width, height }: Size): string {
  return `${width}×${height}`;
}

/** The next size that a canvas may have. */
export function canvasNear({ width, height }: Size): Size {
  return { width: sideNear(width), height: sideNear(height) };
}

function sideNear(side: number): number {
  return Math.min(canvasBounds.max, Math.max(canvasBounds.min, 2 * Math.round(side / 2)));
}

/** Gives the canvas another size; all places go along, in one step to undo. False when nothing changed. */
export async function setCanvas(wanted: Size): Promise<boolean> {
  const show = currentShow();
  const parsed = canvasSchema.safeParse(canvasNear(wanted));
  if (show === null || !parsed.success) return false;
  const { width, height } = parsed.data;
  if (show.canvas.width === width && show.canvas.height === height) return false;
  endOffer();
  if (!(await edit({ name: 'canvas.set', width, height }))) return false;
  say(t('editor.shape.now', { size: sizeText({ width, height }) }));
  return true;
}

/** How a size stands. */
export function wayOf({ width, height }: Size): 'vertical' | 'wide' | 'square' {
  if (width === height) return 'square';
  return width > height ? 'wide' : 'vertical';
}

/** True when viewers of a programme of this size see bars beside the canvas. */
export function hasBars(programme: Size): boolean {
  const show = currentShow();
  return show !== null && !hasSameShape(show.canvas, programme);
}

/** What the notice says that offers another canvas, while one may be on show. */
let offered = '';

/** Another size of either makes it stale. */
function endOffer(): void {
  for (const { id, text } of useNotices.getState().toasts) {
    if (text === offered) closeToast(id);
  }
}

/** The programme was given this size: where the canvas has another shape, a notice offers to make it the same. */
export function offerCanvas(programme: Size): void {
  endOffer();
  if (!hasBars(programme)) return;
  const size = sizeText(programme);
  offered = t('editor.shape.bars', { size });
  const way = wayOf(programme);
  tell(
    { tone: 'warn', text: offered, next: t('editor.shape.barsNext') },
    { label: t(`editor.shape.make.${way}`), act: () => void setCanvas(programme) },
  );
}
