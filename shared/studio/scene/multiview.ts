/** The multiview: preview and program above, scenes below, in cells of the canvas' shape; who draws or clicks asks here where they are. */

/** Most scenes that it shows. */
const maxTiles = 25;

export type Tile = {
  readonly what: 'preview' | 'program' | 'scene';
  /** Place in the list of scenes; 0 for preview and program. */
  readonly index: number;
  /** Whole even pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

type Size = { readonly width: number; readonly height: number };

/** Cells of a multiview of `size` for so many scenes. */
export function multiviewTiles(size: Size, canvas: Size, scenes: number): readonly Tile[] {
  const top = even(size.height / 2);
  const half = even(size.width / 2);
  const above = [
    tile('preview', 0, inside({ x: 0, y: 0, width: half, height: top }, canvas)),
    tile('program', 0, inside({ x: half, y: 0, width: half, height: top }, canvas)),
  ];
  const count = Math.min(maxTiles, Math.max(0, scenes));
  const columns = count <= 8 ? 4 : 5;
  const rows = Math.max(2, Math.ceil(count / columns));
  const width = even(size.width / columns);
  const height = even((size.height - top) / rows);
  const below = Array.from({ length: count }, (_, index) => {
    const cell = { x: (index % columns) * width, y: top + Math.floor(index / columns) * height, width, height };
    return tile('scene', index, inside(cell, canvas));
  });
  return [...above, ...below];
}

/** The tile at a point; null between them. */
export function tileAt(tiles: readonly Tile[], x: number, y: number): Tile | null {
  return tiles.find((one) => x >= one.x && x < one.x + one.width && y >= one.y && y < one.y + one.height) ?? null;
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

function tile(what: Tile['what'], index: number, box: Box): Tile {
  return { what, index, ...box };
}

/** Space between two pictures. */
const gap = 4;

/** The largest box of the canvas' shape in the middle of a cell, a little smaller than it. */
function inside(cell: Box, canvas: Size): Box {
  const scale = Math.min(Math.max(2, cell.width - gap) / canvas.width, Math.max(2, cell.height - gap) / canvas.height);
  const width = Math.max(2, even(canvas.width * scale));
  const height = Math.max(2, even(canvas.height * scale));
  return { x: cell.x + even((cell.width - width) / 2), y: cell.y + even((cell.height - height) / 2), width, height };
}

function even(value: number): number {
  return Math.floor(value / 2) * 2;
}
