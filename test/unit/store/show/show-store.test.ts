/** The open show: on the disk before the answer, the same after every end, undone and done again. */
import { stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { maxShowBytes } from '../../../../electron/store/show/show-size.ts';
import { showStateSchema } from '../../../../shared/contract/show/show.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import { inOrder, temporaryDirectory, valueOf } from '../store-rig.ts';
import {
  emptyShow,
  endRuns,
  fileOf,
  journalOf,
  nameIn,
  openedRig,
  profileId,
  rename,
  showRig,
  stateOf,
} from './show-rig.ts';

let directory = '';
let dispose = async (): Promise<void> => {};

beforeEach(async () => {
  ({ path: directory, dispose } = await temporaryDirectory());
});
afterEach(async () => {
  vi.useRealTimers();
  await endRuns();
  await dispose();
});

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** A text source that is `length` characters long in JSON and a little more. */
function longText(id: string, length: number): Command {
  const style = {
    font: '',
    size: 20,
    weight: 400,
    italic: false,
    colour: '#ffffff',
    background: null,
    align: 'left',
    outline: null,
    shadow: false,
    wrapAt: null,
  } as const;
  const input = {
    kind: 'text',
    text: 'x'.repeat(length),
    style,
    file: null,
    countdownTo: null,
    countdownSeconds: 0,
  } as const;
  return {
    name: 'source.add',
    source: { id, name: 'Text', input, filters: [], strip: null, fallbackId: null },
    place: null,
  };
}

describe('the open show', () => {
  test('is a fresh one at first, and from then on that one', async () => {
    const rig = await openedRig(directory);
    expect(showStateSchema.parse(stateOf(rig))).toMatchObject({ profileId, revision: 0, undo: null, redo: null });
    const again = await openedRig(directory);
    expect(stateOf(again).show).toEqual(stateOf(rig).show);
    expect(again.told).toEqual([]);
  });

  test('has each command in the journal before it is answered', async () => {
    const rig = await openedRig(directory);
    await inOrder(['One', 'Two', 'Three'], async (name) => {
      await rename(rig, name);
      const lines = await journalOf(directory);
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
        revision: stateOf(rig).revision,
        command: { name: 'scene.rename', to: name },
      });
    });
    expect(stateOf(rig).revision).toBe(3);
  });

  test('is the same after a run that just stopped', async () => {
    const rig = await openedRig(directory);
    await inOrder(['One', 'Two', 'Three'], (name) => rename(rig, name));
    valueOf(await rig.shows.undo());
    const again = await openedRig(directory);
    expect(again.told).toEqual([]);
    expect(stateOf(again)).toMatchObject({ revision: 4, show: stateOf(rig).show, undo: null, undoSteps: [] });
    expect(nameIn(stateOf(again).show)).toBe('Two');
    // What was replayed is in the document by now, and the next run goes on from there.
    expect(await journalOf(directory)).toEqual([]);
    await rename(again, 'Four');
    expect(stateOf(await openedRig(directory))).toMatchObject({ revision: 5 });
  });

  test('can be read by the user alone', async () => {
    await rename(await openedRig(directory), 'One');
    const modes = await Promise.all(
      ['show.json', 'journal.jsonl', '.'].map(async (name) => (await stat(fileOf(directory, name))).mode & 0o777),
    );
    expect(modes).toEqual([0o600, 0o600, 0o700]);
  });

  test('refuses what does not fit, and nothing changes', async () => {
    const rig = await openedRig(directory);
    await rename(rig, 'One');
    const before = stateOf(rig);
    const refused = await rig.shows.do({ command: { name: 'scene.remove', sceneId: 'nowhere' }, gesture: null });
    expect(refused).toMatchObject({ ok: false, error: { code: 'edit-refused' } });
    expect(stateOf(rig)).toEqual(before);
    expect(await journalOf(directory)).toHaveLength(1);
  });

  test('refuses what would make it longer than a file may be, and takes what makes it shorter', async () => {
    const show = emptyShow('long');
    const sources = numbers(500).flatMap((index) => {
      const command = longText(`text-${index}`, 19_000);
      return command.name === 'source.add' ? [command.source] : [];
    });
    const fitting = Math.floor((maxShowBytes - 1000) / JSON.stringify(sources[100]).length);
    const rig = await openedRig(directory);
    valueOf(await rig.shows.replace({ ...show, sources: sources.slice(0, fitting) }, 'before-import'));
    const refused = await rig.shows.do({ command: longText('one-more', 20_000), gesture: null });
    expect(JSON.stringify(stateOf(rig).show).length).toBeLessThan(maxShowBytes);
    expect(refused).toMatchObject({ ok: false, error: { code: 'edit-refused', facts: { why: 'too-long' } } });
    const replaced = await rig.shows.replace({ ...show, sources }, 'before-import');
    expect(replaced).toMatchObject({ ok: false, error: { facts: { why: 'too-long' } } });
    valueOf(await rig.shows.do({ command: { name: 'source.remove', sourceId: 'text-1' }, gesture: null }));
    valueOf(await rig.shows.do({ command: longText('one-more', 18_000), gesture: null }));
    expect(stateOf(await openedRig(directory)).show).toEqual(stateOf(rig).show);
  });

  test('says so when there is none', async () => {
    const { shows } = showRig(directory);
    expect(await shows.undo()).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
    expect(await shows.open('../somewhere')).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
    expect(shows.current).toBeNull();
  });
});

describe('undo and redo', () => {
  test('take steps back and forth, by name, newest first', async () => {
    const rig = await openedRig(directory);
    await rename(rig, 'One');
    await rename(rig, 'Two');
    expect(stateOf(rig)).toMatchObject({ undo: { key: 'edit.scene.rename' }, redo: null });
    expect(stateOf(rig).undoSteps).toHaveLength(2);
    expect(valueOf(await rig.shows.undo())).toEqual({ revision: 3 });
    expect(nameIn(stateOf(rig).show)).toBe('One');
    expect(stateOf(rig).redo).toMatchObject({ key: 'edit.scene.rename' });
    valueOf(await rig.shows.redo());
    expect(nameIn(stateOf(rig).show)).toBe('Two');
    expect(stateOf(rig).redo).toBeNull();
  });

  test('do nothing where there is nothing to do', async () => {
    const rig = await openedRig(directory);
    expect(valueOf(await rig.shows.undo())).toEqual({ revision: 0 });
    await rename(rig, 'One');
    expect(valueOf(await rig.shows.redo())).toEqual({ revision: 1 });
    expect(await journalOf(directory)).toHaveLength(1);
  });

  test('a gesture is one step', async () => {
    const rig = await openedRig(directory);
    const before = stateOf(rig).show;
    await inOrder(['O', 'On', 'One'], (name) => rename(rig, name, 'typing'));
    expect(stateOf(rig).undoSteps).toHaveLength(1);
    valueOf(await rig.shows.undo());
    expect(stateOf(rig).show).toEqual(before);
  });

  test('the fifty newest steps are listed, newest first', async () => {
    const rig = await openedRig(directory);
    await inOrder(numbers(60), async (index) =>
      valueOf(
        await rig.shows.do({
          command: {
            name: 'scene.add',
            scene: { id: `scene-${index}`, name: `S${index}`, tag: null, items: [], groups: [], transition: null },
            at: 0,
          },
          gesture: null,
        }),
      ),
    );
    const steps = showStateSchema.parse(stateOf(rig)).undoSteps;
    expect(steps).toHaveLength(50);
    expect(steps[0]).toEqual({ key: 'edit.scene.add', name: 'S59' });
  });
});

describe('how fast changes may come', () => {
  test('commands of gestures twenty a second, after a handful at once', async () => {
    const rig = await openedRig(directory);
    await inOrder(numbers(64), (index) => rename(rig, `Name ${index}`, 'drag'));
    const wish = {
      command: { name: 'guides.set', patch: { snap: false } },
      gesture: 'drag',
    } as const;
    const early = await rig.shows.do(wish);
    expect(early).toMatchObject({ ok: false, error: { code: 'edit-refused', facts: { why: 'too-fast' } } });
    rig.pass(50);
    valueOf(await rig.shows.do(wish));
    expect(await rig.shows.do(wish)).toMatchObject({ ok: false });
    valueOf(await rig.shows.do({ ...wish, gesture: null }));
    rig.pass(1000);
    const second = await inOrder(numbers(21), () => rig.shows.do(wish));
    expect(second.filter(({ ok }) => ok)).toHaveLength(20);
  });

  test('at most 64 wait for the disk', async () => {
    const rig = await openedRig(directory);
    const command = { name: 'guides.set', patch: { grid: true } } as const;
    const replies = await Promise.all(numbers(100).map(() => rig.shows.do({ command, gesture: null })));
    expect(replies.filter(({ ok }) => ok)).toHaveLength(64);
    expect(stateOf(rig).revision).toBe(64);
    const back = await Promise.all(numbers(100).map(() => rig.shows.undo()));
    expect(back.filter(({ ok }) => ok)).toHaveLength(64);
    valueOf(await rig.shows.do({ command, gesture: null }));
  });

  test('they are carried out in their order', async () => {
    const rig = await openedRig(directory);
    await Promise.all(['One', 'Two', 'Three'].map((name) => rename(rig, name)));
    expect(nameIn(stateOf(rig).show)).toBe('Three');
    expect(rig.announced.slice(1).map(({ show }) => nameIn(show))).toEqual(['One', 'Two', 'Three']);
  });
});

describe('announcements', () => {
  test('come at once, and ten a second during a gesture, the newest last', async () => {
    const rig = await openedRig(directory);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    rig.pass(1000);
    await inOrder(['a', 'b', 'c'], (name) => rename(rig, name, 'drag'));
    expect(rig.announced.slice(1).map(({ show }) => nameIn(show))).toEqual(['a']);
    vi.advanceTimersByTime(100);
    expect(rig.announced.slice(1).map(({ show }) => nameIn(show))).toEqual(['a', 'c']);
    await rename(rig, 'd');
    expect(rig.announced.at(-1)).toEqual(stateOf(rig));
    vi.advanceTimersByTime(1000);
    expect(rig.announced).toHaveLength(4);
  });
});

describe('the document takes in what the journal holds', () => {
  test('five seconds after the last change', async () => {
    const rig = await openedRig(directory);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await rename(rig, 'One');
    vi.advanceTimersByTime(4999);
    await rename(rig, 'Two');
    vi.advanceTimersByTime(4999);
    await rig.shows.versions();
    expect(await journalOf(directory)).toHaveLength(2);
    vi.advanceTimersByTime(1);
    await rig.shows.versions();
    expect(await journalOf(directory)).toEqual([]);
    expect(nameIn(stateOf(await openedRig(directory)).show)).toBe('Two');
  });

  test('after 500 lines', async () => {
    const rig = await openedRig(directory);
    await inOrder(numbers(499), (index) => rename(rig, `Name ${index}`));
    await rig.shows.versions();
    expect(await journalOf(directory)).toHaveLength(499);
    await rename(rig, 'Last');
    await rig.shows.versions();
    expect(await journalOf(directory)).toEqual([]);
    expect(stateOf(await openedRig(directory))).toMatchObject({ revision: 500 });
  });

  test('after a megabyte', async () => {
    const rig = await openedRig(directory);
    await inOrder(numbers(52), async (index) =>
      valueOf(await rig.shows.do({ command: longText(`text-${index}`, 20_000), gesture: null })),
    );
    await rig.shows.versions();
    expect(await journalOf(directory)).toEqual([]);
    expect(stateOf(await openedRig(directory)).show.sources).toHaveLength(52);
  });

  test('when the show is closed', async () => {
    const rig = await openedRig(directory);
    await rename(rig, 'One');
    await rig.shows.close(5000);
    expect(await journalOf(directory)).toEqual([]);
    expect(rig.shows.current).toBeNull();
  });
});
