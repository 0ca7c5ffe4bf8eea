/** Minimises a window on a screen without a window manager: does what one would do when the app asks for it. */
import type { ElectronApplication } from 'playwright-core';
import { until } from '../loopback.ts';
import { runWell } from '../processes.ts';

/** ICCCM 4.1.3.1: WM_STATE, first IconicState, then no icon window. */
const iconic = '3, 0';

/** Takes the window off the screen as minimised; resolves when the app has noticed. */
export async function minimise(app: ElectronApplication): Promise<void> {
  const { id, env } = await nativeWindow(app);
  await runWell('xprop', ['-id', id, '-f', 'WM_STATE', '32ii', '-set', 'WM_STATE', iconic], { env });
  const hidden = ['-f', '_NET_WM_STATE', '32a', '-set', '_NET_WM_STATE', '_NET_WM_STATE_HIDDEN'];
  await runWell('xprop', ['-id', id, ...hidden], { env });
  await runWell('xdotool', ['windowunmap', id], { env });
  await until('the window is minimised', () => isMinimised(app));
}

/** Brings it back. */
export async function restore(app: ElectronApplication): Promise<void> {
  const { id, env } = await nativeWindow(app);
  await runWell('xprop', ['-id', id, '-remove', '_NET_WM_STATE'], { env });
  await runWell('xdotool', ['windowmap', id], { env });
  await until('the window is back', async () => !(await isMinimised(app)));
}

function isMinimised(app: ElectronApplication): Promise<boolean> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized() ?? false);
}

async function nativeWindow(app: ElectronApplication): Promise<{ id: string; env: NodeJS.ProcessEnv }> {
  const { id, screen } = await app.evaluate(({ BrowserWindow }) => ({
    id: BrowserWindow.getAllWindows()[0]?.getNativeWindowHandle().readUInt32LE(0) ?? 0,
    screen: process.env['DISPLAY'] ?? '',
  }));
  return { id: String(id), env: { ...process.env, DISPLAY: screen } };
}
