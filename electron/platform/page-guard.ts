/** Keeps the page alive: starts one again that crashed or hangs, not without end, and tells what became of it. */
import { app, type BrowserWindow } from 'electron';
import { ReloadLimit } from '../../shared/live/session/page-watch.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from './log.ts';

export type PageGuardOptions = {
  readonly window: BrowserWindow;
  readonly clock: Clock;
  readonly log: Log;
  /** It crashed too often and is left alone; `restart` starts it all the same. */
  readonly onGivenUp: (restart: () => void) => void;
};

export type PageGuard = {
  /** Ends the page's process and starts another: the page says nothing any more. */
  readonly restart: () => void;
};

/** Watches the page of a window and the processes that work for it. */
export function guardPage({ window, clock, log, onGivenUp }: PageGuardOptions): PageGuard {
  const limit = new ReloadLimit();
  const reload = (): void => {
    if (window.isDestroyed()) return;
    window.webContents.reload();
  };
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    log.error(`page: ${reason}`);
    // A window that closes takes its process with it.
    if (reason === 'clean-exit') return;
    if (limit.allow(clock.now())) reload();
    else {
      onGivenUp(() => {
        limit.reset();
        reload();
      });
    }
  });
  // Only the window is stuck: the Worker encodes on, and the session notices when it does not.
  window.on('unresponsive', () => log.warn('page: not responding'));
  window.on('responsive', () => log.info('page: responding again'));
  // Chromium starts these again by itself; encoders and cameras that go with them notice and heal themselves.
  app.on('child-process-gone', (_event, { type, name, serviceName, reason }) => {
    if (reason !== 'clean-exit') log.warn(`process ${name ?? serviceName ?? type}: ${reason}`);
  });
  return {
    restart: () => {
      if (window.isDestroyed()) return;
      log.error('page: hangs');
      // A page that hangs would not give way to a reload; the end of its process starts it again.
      if (window.webContents.isCrashed()) reload();
      else window.webContents.forcefullyCrashRenderer();
    },
  };
}
