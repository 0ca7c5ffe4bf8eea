/** Where a new item lands on the canvas: the first fills it, a camera goes into a corner of a screen, a logo into another. */
import { noCrop, type Item, type Scene, type Transform } from '../../../../shared/studio/document/scene.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import type { InputKind } from '../../../../shared/studio/document/source.ts';

type Canvas = Show['canvas'];

/** Parts of the canvas: the distance from its edges, and sizes. */
const margin = 0.03;
const cornerShare = 0.28;
const logoShare = 0.16;

/** What is seen at the back, behind everything that was there before. */
const backKinds: ReadonlySet<InputKind> = new Set(['screen', 'window', 'colour']);

function box(canvas: Canvas, part: { x: number; y: number; width: number; height: number }): Transform {
  return {
    x: Math.round(part.x * canvas.width),
    y: Math.round(part.y * canvas.height),
    width: Math.max(1, Math.round(part.width * canvas.width)),
    height: Math.max(1, Math.round(part.height * canvas.height)),
    rotation: 0,
    crop: noCrop,
    flipX: false,
    flipY: false,
    fit: 'contain',
  };
}

/** The whole canvas. */
export function fullPlace(canvas: Canvas): Transform {
  return box(canvas, { x: 0, y: 0, width: 1, height: 1 });
}

/** The lower right corner: a camera in front of a screen. */
function cornerPlace(canvas: Canvas): Transform {
  const from = 1 - margin - cornerShare;
  return { ...box(canvas, { x: from, y: from, width: cornerShare, height: cornerShare }), fit: 'cover' };
}

/** The upper right corner: a logo. */
function logoPlace(canvas: Canvas): Transform {
  return box(canvas, { x: 1 - margin - logoShare, y: margin, width: logoShare, height: logoShare });
}

/** The lower third: a line of text. */
function textPlace(canvas: Canvas): Transform {
  return box(canvas, { x: 0.05, y: 0.76, width: 0.9, height: 0.16 });
}

/** True for an item that covers the whole canvas. */
export function fillsCanvas({ transform }: Item, canvas: Canvas): boolean {
  const { x, y, width, height, rotation } = transform;
  return rotation === 0 && x <= 0 && y <= 0 && x + width >= canvas.width && y + height >= canvas.height;
}

/** Where a source of that kind lands, and what moves out of its way. */
export type Landing = {
  readonly transform: Transform;
  readonly toBack: boolean;
  /** Cameras that filled the canvas and now stand in a corner. */
  readonly moved: readonly { readonly itemId: string; readonly transform: Transform }[];
};

/** The landing in a scene as it stands. */
export function landingOf(kind: InputKind, scene: Scene, show: Pick<Show, 'canvas' | 'sources'>): Landing {
  const { canvas, sources } = show;
  const stays = { toBack: false, moved: [] };
  if (kind === 'text') return { transform: textPlace(canvas), ...stays };
  const isEmpty = scene.items.length === 0;
  if (kind === 'image' && !isEmpty) return { transform: logoPlace(canvas), ...stays };
  if (kind === 'camera' && !isEmpty) return { transform: cornerPlace(canvas), ...stays };
  if (!backKinds.has(kind) || isEmpty) return { transform: fullPlace(canvas), ...stays };
  const isCamera = ({ sourceId }: Item) => sources.find(({ id }) => id === sourceId)?.input.kind === 'camera';
  const moved = scene.items
    .filter((item) => kind !== 'colour' && isCamera(item) && fillsCanvas(item, canvas))
    .map(({ id, transform }) => ({ itemId: id, transform: { ...cornerPlace(canvas), crop: transform.crop } }));
  return { transform: fullPlace(canvas), toBack: true, moved };
}
