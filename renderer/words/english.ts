/** The English catalogue, put together from its areas. */
import app from './en/app.json';
import destination from './en/destination.json';
import edit from './en/edit.json';
import editor from './en/editor.json';
import live from './en/live.json';
import mixer from './en/mixer.json';
import results from './en/results.json';
import show from './en/show.json';
import welcome from './en/welcome.json';

/** Texts by area; placeholders stand in double braces. */
export const english = { app, destination, edit, editor, live, mixer, results, show, welcome };
