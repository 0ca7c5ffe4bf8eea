/** What must hold of transitions, small pictures, the multiview and the program, whatever is asked. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Transition } from '../../../shared/studio/document/scene.ts';
import { multiviewTiles, tileAt } from '../../../shared/studio/scene/multiview.ts';
import { stageShow, stageTake, type Staged } from '../../../shared/studio/scene/staging.ts';
import { progressAt, stepAt, type TransitionStep } from '../../../shared/studio/scene/transition/transition-course.ts';
import { clampFps, drawnAt, dueViews, maxSpare, type ViewTime } from '../../../shared/studio/scene/view-times.ts';
import { makeScene, makeShow } from '../../support/studio/show-parts.ts';

const millis = fc.integer({ min: 0, max: 20_000 });
const direction = fc.constantFrom('left' as const, 'right' as const, 'up' as const, 'down' as const);
const transition: fc.Arbitrary<Transition> = fc.oneof(
  fc.constant({ kind: 'cut' as const }),
  fc.record({ kind: fc.constant('fade' as const), millis }),
  fc.record({ kind: fc.constantFrom('slide' as const, 'wipe' as const), millis, direction }),
  fc.record({
    kind: fc.constant('luma-wipe' as const),
    millis,
    path: fc.constant('/wipe.png'),
    softness: fc.double({ min: 0, max: 1, noNaN: true }),
    inverted: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('stinger' as const), path: fc.constant('/film.webm'), cutAtMillis: millis }),
);

/** How much of the picture is the new scene's. */
function shareOfNew(step: TransitionStep): number {
  switch (step.kind) {
    case 'done':
      return 1;
    case 'mix':
    case 'luma':
      return step.share;
    case 'slide':
      return 1 - Math.abs(step.to.x) - Math.abs(step.to.y);
    case 'wipe':
      return step.shown.width * step.shown.height;
    case 'film':
      return step.under === 'to' ? 1 : 0;
  }
}

test('a transition goes from the old scene to the new one and never back', () => {
  fc.assert(
    fc.property(
      transition,
      fc.array(fc.integer({ min: 0, max: 50_000_000 }), { minLength: 2, maxLength: 20 }),
      fc.option(millis, { nil: null }),
      (one, times, film) => {
        const shares = times.toSorted((a, b) => a - b).map((at) => shareOfNew(stepAt(one, at, film)));
        for (const [index, share] of shares.entries()) {
          expect(share).toBeGreaterThanOrEqual(-1e-9);
          expect(share).toBeLessThanOrEqual(1 + 1e-9);
          expect(share).toBeGreaterThanOrEqual((shares[index - 1] ?? 0) - 1e-9);
        }
        expect(stepAt(one, 50_000_000, film).kind).toBe('done');
        expect(progressAt(one, -5, film)).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test('a slide keeps both pictures side by side', () => {
  fc.assert(
    fc.property(direction, fc.integer({ min: 0, max: 999_999 }), (way, elapsed) => {
      const step = stepAt({ kind: 'slide', millis: 1000, direction: way }, elapsed, null);
      if (step.kind !== 'slide') throw new Error(step.kind);
      expect(Math.abs(step.from.x - step.to.x) + Math.abs(step.from.y - step.to.y)).toBeCloseTo(1, 9);
    }),
  );
});

test('tiles of a multiview lie inside it, apart, in even pixels and in the shape of the canvas', () => {
  const side = fc.integer({ min: 320, max: 3840 });
  const canvasSide = fc.integer({ min: 80, max: 3840 }).map((half) => half * 2);
  fc.assert(
    fc.property(side, side, canvasSide, canvasSide, fc.integer({ min: 0, max: 60 }), (width, height, ...rest) => {
      const [canvasWidth, canvasHeight, scenes] = rest;
      const tiles = multiviewTiles({ width, height }, { width: canvasWidth, height: canvasHeight }, scenes);
      expect(tiles).toHaveLength(2 + Math.min(25, scenes));
      for (const tile of tiles) {
        expect([tile.x, tile.y, tile.width, tile.height].every((value) => value % 2 === 0)).toBe(true);
        expect(tile.x >= 0 && tile.y >= 0 && tile.x + tile.width <= width && tile.y + tile.height <= height).toBe(true);
        // The first tile at a point is the only one there.
        expect(tileAt(tiles, tile.x + tile.width / 2, tile.y + tile.height / 2)).toBe(tile);
        expect(tileAt(tiles, tile.x, tile.y)).toBe(tile);
      }
    }),
  );
});

test('every small picture is drawn in the end, none more often than it should be, few in one slot', () => {
  const rank = fc.constantFrom('first' as const, 'spare' as const);
  fc.assert(
    fc.property(fc.array(fc.record({ fps: fc.double({ min: 0, max: 90 }), rank }), { maxLength: 12 }), (wanted) => {
      let views: readonly ViewTime[] = wanted.map((view, id) => ({ ...view, id, next: 0 }));
      const drawn = wanted.map(() => 0);
      const slots = 300;
      for (let slot = 0; slot < slots; slot += 1) {
        const now = (slot * 1_000_000) / 30;
        const due = dueViews(views, now);
        expect(due.filter((id) => views[id]?.rank === 'spare').length).toBeLessThanOrEqual(maxSpare);
        views = views.map((view) => (due.includes(view.id) ? drawnAt(view, now) : view));
        for (const id of due) drawn[id] = (drawn[id] ?? 0) + 1;
      }
      for (const [id, view] of wanted.entries()) {
        expect(drawn[id]).toBeLessThanOrEqual((slots / 30) * clampFps(view.fps) + 2);
        expect(drawn[id]).toBeGreaterThanOrEqual(view.rank === 'first' ? 9 : 1);
      }
    }),
  );
});

test('the program is where the last new order put it, however late the shows come', () => {
  const ids = ['a', 'b', 'c'];
  const at = (programId: string) =>
    makeShow(
      ids.map((id) => makeScene(id, [])),
      [],
      { stage: { programId, previewId: 'a', studioMode: true } },
    );
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...ids), { maxLength: 20 }), (takes) => {
      let staged: Staged = stageShow(null, at('a')).staged;
      let moves = 0;
      for (const sceneId of takes) {
        const before = staged;
        const taken = stageTake(before, at(before.programId), { sceneId, asked: null });
        // The echo of an older edit arrives first, then the show with the take.
        const echoed = stageShow(taken.staged, at(before.toldProgramId));
        const told = stageShow(echoed.staged, at(sceneId));
        expect([echoed.move, told.move, told.staged.programId]).toEqual([null, null, sceneId]);
        moves += taken.move === null ? 0 : 1;
        staged = told.staged;
      }
      const changes = takes.filter((id, index) => id !== (takes[index - 1] ?? 'a')).length;
      expect(moves).toBe(changes);
    }),
  );
});
