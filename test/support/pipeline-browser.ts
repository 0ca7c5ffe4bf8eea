/** Builds the pipeline's test page, serves it under the app's content security policy and opens it in Chromium. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { pixelKernels } from '../../build/kernels/vite-plugin.mjs';

/** Debian's Chromium: the newest renderer at hand. */
const executable = process.env['UPLINK_CHROMIUM'] ?? '/usr/bin/chromium';

/** False where this machine has no Chromium to test in. */
export const hasChromium = existsSync(executable);

/** What the page's own files are served with. */
export const pageHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self' data:; " +
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob: mediastream:",
};

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** A running browser with the page's address. */
export type PipelineBrowser = {
  /** A fresh page with `createHarness` in it. */
  readonly open: () => Promise<Page>;
  readonly close: () => Promise<void>;
};

/** Which page of test/app, and what the browser is to be started with beside the usual. */
export type BrowserOptions = { readonly page: string; readonly args: readonly string[] };

/** Builds and serves a page and starts the browser with fake devices. */
export async function launchPipelineBrowser(
  { page: name, args }: BrowserOptions = { page: 'pipeline-page', args: [] },
): Promise<PipelineBrowser> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'uplink-pipeline-'));
  await build({
    root: path.join(import.meta.dirname, '../app', name),
    configFile: false,
    logLevel: 'error',
    plugins: [pixelKernels()],
    worker: { format: 'es', plugins: () => [pixelKernels()] },
    build: { outDir, target: 'es2024', minify: false, chunkSizeWarningLimit: 5000 },
  });
  const server = await serve(outDir);
  const browser = await launchChromium(args);
  return {
    open: async () => {
      const page = await browser.newPage();
      await page.goto(address(server));
      return page;
    },
    close: async () => {
      await browser.close();
      server.close();
      await rm(outDir, { recursive: true });
    },
  };
}

/** Debian's Chromium with fake devices. */
export function launchChromium(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: executable,
    args: [
      '--no-sandbox',
      '--headless=new',
      '--use-fake-device-for-media-stream=fps=30',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      '--disable-dev-shm-usage',
      ...args,
    ],
  });
}

async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = path.join(folder, pathname === '/' ? 'index.html' : path.normalize(pathname));
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      ...pageHeaders,
      'content-type': types[path.extname(file)] ?? 'application/octet-stream',
    });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

function address(server: Server): string {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the test server has no port');
  return `http://127.0.0.1:${bound.port}/`;
}
