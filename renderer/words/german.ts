/** The German catalogue, put together from its areas. */
import app from './de/app.json';
import destination from './de/destination.json';
import edit from './de/edit.json';
import editor from './de/editor.json';
import live from './de/live.json';
import mixer from './de/mixer.json';
import results from './de/results.json';
import show from './de/show.json';
import welcome from './de/welcome.json';

/** Texts by area; placeholders stand in double braces. */
export const german = { app, destination, edit, editor, live, mixer, results, show, welcome };
