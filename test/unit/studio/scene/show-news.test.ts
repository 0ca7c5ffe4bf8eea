/** What is sent of a show on each change: little, and enough to have the same show again. */
import { describe, expect, test } from 'vitest';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { applyCommand } from '../../../../shared/studio/edit/apply.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import { newsOf, showAfter, type ShowNews } from '../../../../shared/studio/scene/show-news.ts';
import {
  cameraInput,
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
} from '../../../support/studio/show-parts.ts';

const first = makeShow(
  [makeScene('a', [makeItem('back')]), makeScene('b', [makeItem('front')])],
  [makeSource('back', colourInput()), makeSource('front', cameraInput)],
);

/** As it comes to the Worker. */
const sent = (news: ShowNews): ShowNews => structuredClone(news);

const commands: readonly Command[] = [
  { name: 'source.rename', sourceId: 'back', to: 'Blue' },
  { name: 'scene.move', sceneId: 'b', to: 0 },
  { name: 'source.add', source: makeSource('new', colourInput('#ffffff')), place: null },
  { name: 'item.set', sceneId: 'a', itemIds: ['item-back'], patch: { opacity: 0.5 } },
  { name: 'role.set', role: 'safe', sceneId: 'b' },
  { name: 'role.set', role: 'safe', sceneId: null },
  { name: 'master.set', patch: { faderDb: -3 } },
  { name: 'stage.program', sceneId: 'b' },
  { name: 'source.remove', sourceId: 'front' },
  { name: 'scene.remove', sceneId: 'a' },
];

function after(show: Show, command: Command): Show {
  const applied = applyCommand(show, command);
  if (!applied.ok) throw new Error(`${command.name}: ${JSON.stringify(applied.error)}`);
  return applied.value.show;
}

describe('news of a show', () => {
  test('hold all of the first one', () => {
    expect(showAfter(null, sent(newsOf(null, first)))).toEqual(first);
  });

  test('lead through any edits to the same show', () => {
    let here = first;
    let there = showAfter(null, sent(newsOf(null, first)));
    for (const command of commands) {
      const next = after(here, command);
      there = showAfter(there, sent(newsOf(here, next)));
      expect(there).toEqual(next);
      here = next;
    }
  });

  test('say nothing of what stayed, and leave it the object that it was', () => {
    const there = showAfter(null, sent(newsOf(null, first)));
    const news = newsOf(first, after(first, { name: 'source.rename', sourceId: 'back', to: 'Blue' }));
    expect(news.scenes).toBe('same');
    expect(news.fields).toEqual({});
    expect(news.sources).toEqual([expect.objectContaining({ name: 'Blue' }), 'front']);
    const next = showAfter(there, sent(news));
    expect(next?.scenes).toBe(there?.scenes);
    expect(next?.sources[1]).toBe(there?.sources[1]);
    expect(newsOf(first, first)).toEqual({ sources: 'same', scenes: 'same', fields: {} });
  });

  test('without a beginning are no show', () => {
    expect(showAfter(null, newsOf(first, first))).toBeNull();
  });
});
