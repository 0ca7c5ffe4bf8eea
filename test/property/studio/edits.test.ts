/** Whatever is done to a show in whatever order: it stays valid, everything can be taken back, and nothing throws. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { flawOf } from '../../../shared/studio/document/flaw.ts';
import { readShow } from '../../../shared/studio/document/migrate.ts';
import { showSchema, type Show } from '../../../shared/studio/document/show.ts';
import { applyCommand, type Applied } from '../../../shared/studio/edit/apply.ts';
import { commandSchema, type CommandName } from '../../../shared/studio/edit/commands.ts';
import { emptyHistory, maxSteps, record, redo, undo, type History } from '../../../shared/studio/edit/history.ts';
import { anyWish, anyWishes, commandFor, commandNames, type Wish } from '../../support/show/random-commands.ts';
import { countingIds, furnishedShow } from '../../support/show/random-parts.ts';

/** Carries out wishes, calling `look` after each command that was taken. */
function carryOut(wishes: readonly Wish[], look?: (applied: Applied, name: CommandName) => void): Show {
  const newId = countingIds();
  let show = furnishedShow(newId);
  for (const wish of wishes) {
    const command = commandFor(wish, show, newId);
    const reply = applyCommand(show, command);
    if (!reply.ok) {
      expect(reply.error.code).toBe('edit-refused');
      continue;
    }
    look?.(reply.value, wish.name);
    ({ show } = reply.value);
  }
  return show;
}

test('what the tests begin with is sound', () => {
  expect(flawOf(furnishedShow(countingIds()))).toBeNull();
});

test('every command leaves a valid, sound show or is refused, and passes through its schema unchanged', () => {
  const taken = new Set<CommandName>();
  const refused = new Set<unknown>();
  fc.assert(
    fc.property(anyWishes, (wishes) => {
      const newId = countingIds();
      let show = furnishedShow(newId);
      for (const wish of wishes) {
        const command = commandFor(wish, show, newId);
        const written: unknown = JSON.parse(JSON.stringify(command));
        expect(commandSchema.parse(written)).toEqual(command);
        const reply = applyCommand(show, command);
        if (reply.ok) {
          taken.add(wish.name);
          ({ show } = reply.value);
        } else refused.add(reply.error.facts['why']);
        expect(flawOf(show)).toBeNull();
      }
      expect(showSchema.parse(show)).toEqual(show);
      expect(readShow(JSON.parse(JSON.stringify(show)))).toEqual({ ok: true, value: show });
    }),
    { numRuns: 200 },
  );
  expect([...taken].toSorted()).toEqual(commandNames.toSorted());
  expect([...refused]).toEqual(
    expect.arrayContaining(['id-twice', 'item-missing', 'picture-missing', 'scene-missing', 'shows-itself']),
  );
});

test('the inverse of a command gives back the show before it, through JSON too', () => {
  fc.assert(
    fc.property(anyWishes, (wishes) => {
      carryOut(wishes, ({ before, show, undo: inverse }, name) => {
        if (inverse === null) {
          if (!name.startsWith('stage.')) expect(show).toEqual(before);
          return;
        }
        const written = commandSchema.parse(JSON.parse(JSON.stringify(inverse)));
        const back = applyCommand(show, written);
        expect(back.ok && back.value.show).toEqual(before);
        if (!back.ok || back.value.undo === null) throw new Error('an inverse has an inverse');
        const again = applyCommand(before, back.value.undo);
        expect(again.ok && again.value.show).toEqual(show);
      });
    }),
    { numRuns: 150 },
  );
});

test('taking everything back gives the first show, doing it all again the last', () => {
  const anyGesture = fc.option(fc.constantFrom('drag', 'fader'));
  fc.assert(
    fc.property(fc.array(fc.tuple(anyWish, anyGesture), { minLength: 1, maxLength: 60, size: 'max' }), (wishes) => {
      const newId = countingIds();
      const first = furnishedShow(newId);
      let show = first;
      let history: History = emptyHistory;
      for (const [wish, gesture] of wishes) {
        const reply = applyCommand(show, commandFor(wish, show, newId));
        if (!reply.ok || wish.name.startsWith('stage.')) continue;
        history = record(history, reply.value, gesture);
        ({ show } = reply.value);
      }
      const last = show;
      const steps = history.undo.length;
      for (let step = undo(history, show); step !== null; step = undo(history, show)) ({ history, show } = step);
      expect(show).toEqual(first);
      expect(history.redo).toHaveLength(steps);
      for (let step = redo(history, show); step !== null; step = redo(history, show)) ({ history, show } = step);
      expect(show).toEqual(last);
      expect(history.undo).toHaveLength(steps);
    }),
    { numRuns: 150 },
  );
});

test('steps back and forth at random, between commands and switches of scenes, never break a show or its history', () => {
  const anyMove = fc.oneof(
    { arbitrary: anyWish, weight: 3 },
    { arbitrary: fc.constantFrom('undo', 'redo'), weight: 2 },
  );
  fc.assert(
    fc.property(fc.array(anyMove, { minLength: 10, maxLength: 120, size: 'max' }), (moves) => {
      const newId = countingIds();
      let show = furnishedShow(newId);
      let history: History = emptyHistory;
      for (const move of moves) {
        if (typeof move === 'string') {
          const before = history;
          const stepped = move === 'undo' ? undo(history, show) : redo(history, show);
          expect(stepped === null).toBe((move === 'undo' ? before.undo : before.redo).length === 0);
          if (stepped === null) continue;
          ({ history, show } = stepped);
          expect(history.undo.length + history.redo.length).toBe(before.undo.length + before.redo.length);
        } else {
          const reply = applyCommand(show, commandFor(move, show, newId));
          if (!reply.ok) continue;
          history = record(history, reply.value, null);
          ({ show } = reply.value);
        }
        expect(flawOf(show)).toBeNull();
      }
      expect(showSchema.parse(show)).toEqual(show);
    }),
    { numRuns: 150 },
  );
});

test('two thousand commands keep 500 steps', () => {
  const wishes = fc.sample(anyWish, { numRuns: 2000, seed: 5 });
  let history: History = emptyHistory;
  carryOut(wishes, (applied) => {
    history = record(history, applied, null);
  });
  expect(history.undo).toHaveLength(maxSteps);
});

test('a made-up restore gives a sound show or is refused', () => {
  const anyId = fc.constantFrom('id-1', 'id-2', 'id-3', 'nowhere');
  const anyRestore = fc.record({
    name: fc.constant('restore' as const),
    fields: fc.constantFrom({}, { safeSceneId: 'id-2' }, { canvas: { width: 640, height: 360 } }),
    sources: fc.option(fc.record({ order: fc.option(fc.array(anyId, { maxLength: 4 })), put: fc.constant([]) })),
    scenes: fc.option(fc.record({ order: fc.option(fc.array(anyId, { maxLength: 4 })), put: fc.constant([]) })),
    inScenes: fc.array(
      fc.record({
        id: anyId,
        fields: fc.constantFrom({}, { name: 'New' }, { groups: [{ id: 'g', name: 'g' }] }),
        items: fc.option(fc.record({ order: fc.option(fc.array(anyId, { maxLength: 4 })), put: fc.constant([]) })),
      }),
      { maxLength: 3 },
    ),
    stage: fc.constantFrom(null, {
      was: { programId: 'id-1', previewId: 'id-1', studioMode: false },
      to: { programId: 'nowhere', previewId: 'id-1', studioMode: false },
    }),
  });
  fc.assert(
    fc.property(anyWishes, anyRestore, (wishes, made) => {
      const show = carryOut(wishes);
      const reply = applyCommand(show, commandSchema.parse(made));
      if (reply.ok) expect(showSchema.parse(reply.value.show)).toEqual(reply.value.show);
      if (reply.ok) expect(flawOf(reply.value.show)).toBeNull();
    }),
    { numRuns: 200 },
  );
});
