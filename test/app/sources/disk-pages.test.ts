/** A page on the disk as a source, in the real app: it has its own folder and nothing else of the disk, and can't close itself for good. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { showStateSchema } from '../../../shared/contract/show/show.ts';
import { defaultStrip, type Source } from '../../../shared/studio/document/source.ts';
import { listenOn, temporaryFolder, until } from '../../support/loopback.ts';
import { ask, openStudio, type OpenStudio } from '../../support/studio/open-studio.ts';
import { changeShow } from '../../support/studio/show-source.ts';

let studio: OpenStudio;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let web: Server;
let webUrl: string;
let told: string[];

/** Tells what it can read of its folder, of the folder above, and of the system. */
function overlay(above: string): string {
  return `<!doctype html><script>
const tell = (word) => { new Image().src = '${webUrl}' + word; };
const load = (tag, address) => new Promise((done) => {
  const part = document.createElement(tag);
  part.onload = () => done('read');
  part.onerror = () => done('refused');
  part.src = address;
  document.documentElement.append(part);
});
const read = (address) => fetch(address).then((answer) => answer.text()).then(() => 'read', () => 'refused');
(async () => {
  await load('script', 'beside.js');
  tell('script-' + await load('script', '${above}/secret.js'));
  tell('fetch-' + await read('${above}/secret.js'));
  tell('hosts-' + await read('file:///etc/hosts'));
  tell('over');
})();
</script>`;
}

beforeEach(async () => {
  told = [];
  folder = await temporaryFolder();
  web = createServer((request, response) => {
    told.push(request.url?.slice(1) ?? '');
    response.end();
  });
  webUrl = `http://127.0.0.1:${await listenOn(web)}/`;
  studio = await openStudio(['--fake-devices']);
});

afterEach(async () => {
  await studio?.close();
  web?.close();
  await folder?.remove();
});

test('a page on the disk reads what lies beside it, and nothing above', async () => {
  const pack = join(folder.path, 'pack');
  await mkdir(pack);
  await writeFile(join(folder.path, 'secret.js'), "tell('secret');");
  await writeFile(join(pack, 'beside.js'), "tell('beside');");
  await writeFile(join(pack, 'overlay.html'), overlay(pathToFileURL(folder.path).href));
  await show(join(pack, 'overlay.html'));
  await until('the page has tried everything', () => told.includes('over'), 15_000);
  expect(told.toSorted()).toEqual(['beside', 'fetch-refused', 'hosts-refused', 'over', 'script-refused']);
});

test('a page that closes itself is opened again', async () => {
  const file = join(folder.path, 'shy.html');
  await writeFile(file, `<!doctype html><script>new Image().src = '${webUrl}here'; setTimeout(close, 500);</script>`);
  await show(file);
  await until('the page came back', () => told.length >= 2, 20_000);
  expect(new Set(told)).toEqual(new Set(['here']));
});

/** Puts the page on the disk into the scene: what no scene shows is not opened. */
async function show(path: string): Promise<void> {
  const url = pathToFileURL(path).href;
  const source: Source = {
    id: 'disk',
    name: 'Overlay',
    input: { kind: 'browser', url, width: 64, height: 36, fps: 5, css: '' },
    filters: [],
    strip: defaultStrip,
    fallbackId: null,
  };
  const { page } = studio;
  const { show: open } = showStateSchema.parse(await ask(page, 'show.load', null));
  const place = { sceneId: open.stage.programId, itemId: 'disk-item', transform: null };
  await changeShow((name, input) => ask(page, name, input), { name: 'source.add', source, place });
}
