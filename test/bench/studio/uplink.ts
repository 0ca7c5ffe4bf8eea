/** Uplink with a show of our making, live from its start. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { createShow } from '../../../shared/studio/document/default-show.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import { defaultStrip, type Input } from '../../../shared/studio/document/source.ts';
import { applyCommand } from '../../../shared/studio/edit/apply.ts';
import { exportedShow } from '../../../electron/store/show/exported-show.ts';
import { startApp, type Screen, type UplinkApp } from '../../support/uplink-app.ts';
import { filmSize } from './film.ts';
import type { Scene } from './scenes.ts';

export type UplinkStart = {
  readonly screen: Screen;
  readonly folder: string;
  readonly server: string;
  readonly key: string;
  readonly videoKbps: number;
  readonly seconds: number;
  readonly scene: Scene;
  /** AV1 is also recorded into `folder`: what its receivers write, few programs read. */
  readonly codec: 'avc' | 'av1';
};

/** It ends by itself after `seconds`. */
export async function startUplink(options: UplinkStart): Promise<UplinkApp> {
  const show = join(options.folder, 'show.json');
  await writeFile(show, exportedShow(showOf(options.scene)));
  const args = ['--url', options.server, '--show', show, '--video-kbps', String(options.videoKbps)];
  const coded = options.codec === 'av1' ? ['--video-codec', 'av1', '--record', join(options.folder, 'films')] : [];
  const length = ['--duration', String(options.seconds)];
  return startApp({ screen: options.screen, key: options.key, args: [...args, ...coded, ...length] });
}

/** One scene with one source over the whole canvas. */
function showOf(scene: Scene): Show {
  const { width, height } = filmSize;
  const input: Input =
    scene.kind === 'still'
      ? { kind: 'colour', colour: '#3060a0', width, height }
      : { kind: 'media', paths: [scene.film], loop: true, shuffle: false, restart: false };
  const show = createShow({ newId: randomUUID });
  const sceneId = show.stage.programId;
  const strip = scene.kind === 'film' ? defaultStrip : null;
  const source = { id: randomUUID(), name: 'Bench', input, filters: [], strip, fallbackId: null };
  const applied = applyCommand(show, {
    name: 'source.add',
    source,
    place: { sceneId, itemId: randomUUID(), transform: null },
  });
  if (!applied.ok) throw new Error(applied.error.code);
  return applied.value.show;
}
