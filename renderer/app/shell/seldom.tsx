/** The parts of the window that are loaded apart from it, because most of the time nobody sees them. */
import { lazyPart } from './lazy-part.tsx';

const palette = lazyPart(async () => (await import('../keys/palette.tsx')).Palette);
const shortcutList = lazyPart(async () => (await import('../keys/shortcut-list.tsx')).ShortcutList);
const showDialogs = lazyPart(async () => (await import('../../panels/show/parts/show-dialogs.tsx')).ShowDialogs);
const report = lazyPart(async () => (await import('../../panels/report/session-report.tsx')).SessionReport);
const welcome = lazyPart(async () => (await import('../../panels/welcome/welcome.tsx')).Welcome);

// Closed dialogs draw nothing: their code comes right behind the first picture of the window.
export const Palette = palette.Part;
export const ShortcutList = shortcutList.Part;
export const ShowDialogs = showDialogs.Part;
export const SessionReport = report.Part;
export const Welcome = welcome.Part;

/** Before the first picture of a first run. */
export const preloadWelcome = welcome.preload;
/** Long before the end of a session. */
export const preloadReport = report.preload;
