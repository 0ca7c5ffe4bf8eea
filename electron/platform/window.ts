/** The one window: its own app:// origin, a strict policy, permissions denied by default and no way out of the page. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { BrowserWindow, protocol, session, shell } from 'electron';
import { appHost, appScheme, resolveAppFile } from './app-file.ts';
import { serveFile } from './sources/file-server.ts';

/** The origin of our page. */
export const appOrigin = `${appScheme}://${appHost}`;

const contentSecurityPolicy = [
  "default-src 'none'",
  // wasm-unsafe-eval and blob: workers are what the AAC encoder needs on systems without a native one.
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob: mediastream:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const contentTypes: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
  ['.json', 'application/json'],
]);

/** Permissions the page may have; everything else is refused. */
const allowedPermissions: ReadonlySet<string> = new Set([
  'media',
  'speaker-selection',
  'display-capture',
  // Writing only, by a press of the user: Copy buttons.
  'clipboard-sanitized-write',
]);

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

/** Where files of the show begin; what they are is `fileOf`'s to say, and null for all others. */
const showFiles = `${appOrigin}/files/`;

/** Serves the built page from `root`, and files of the show. */
export function serveApp(root: string, fileOf: (url: string) => string | null): void {
  protocol.handle(appScheme, async (request) => {
    if (request.url.startsWith(showFiles)) return serveFile(request, fileOf(request.url));
    const path = resolveAppFile(request.url, root);
    const body = path === null ? null : await readFile(path).catch(() => null);
    if (path === null || body === null) return new Response('not found', { status: 404 });
    return new Response(body, {
      headers: {
        'content-type': contentTypes.get(extname(path)) ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy,
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      },
    });
  });
}

function isOurs(url: string): boolean {
  return url.startsWith(`${appOrigin}/`);
}

/** Denies by default: only our page gets camera and microphone, and nothing else. */
export function guardSession(): void {
  const ours = session.defaultSession;
  ours.setPermissionRequestHandler((_page, permission, decide, details) => {
    decide(allowedPermissions.has(permission) && isOurs(details.requestingUrl));
  });
  ours.setPermissionCheckHandler((_page, permission, requestingOrigin) => {
    return allowedPermissions.has(permission) && (isOurs(requestingOrigin) || requestingOrigin === appOrigin);
  });
  ours.setDevicePermissionHandler(() => false);
  ours.on('will-download', (event) => event.preventDefault());
}

/** Makes the window; it stays hidden until its first picture is ready. */
export function createWindow(options: { readonly preload: string; readonly minimized: boolean }): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: 'Uplink',
    backgroundColor: '#0B0D12',
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // The program clock lives in a Worker, but capture must not slow down in a hidden window either.
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => {
    if (options.minimized) window.minimize();
    else window.show();
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-navigate', (event) => event.preventDefault());
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  return window;
}

/** Opens an https page of a service in the system's browser. */
export async function openOutside(url: string): Promise<void> {
  if (new URL(url).protocol === 'https:') await shell.openExternal(url);
}
