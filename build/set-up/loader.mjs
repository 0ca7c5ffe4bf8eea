/**
 * Starts the app whose folder is the first plain argument, as Electron's own default app does. It is copied
 * into the npm-provided runtime, which has no default app; the official Electron never sees it.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (folder === undefined) {
  process.stderr.write('Give the folder of the app to run.\n');
  process.exit(64);
}
const root = path.resolve(folder);
const about = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
app.setName(about.productName ?? about.name);
app.setVersion(about.version);
app.setAppPath(root);
app.setPath('userData', path.join(app.getPath('appData'), app.getName()));
await import(pathToFileURL(path.join(root, about.main)).href);
