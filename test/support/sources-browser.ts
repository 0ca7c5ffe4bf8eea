/** Builds the page of sources, serves it and the files of a show as main does, and opens it in Chromium. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { serveFile } from '../../electron/platform/sources/file-server.ts';
import { readFilePath } from '../../shared/studio/document/files.ts';
import { listenOn } from './loopback.ts';
import { launchChromium, pageHeaders } from './pipeline-browser.ts';

/** A browser whose pages have `openSource`. */
export type SourcesBrowser = {
  /** A fresh page; its source's files are these, in this order. */
  readonly open: (files: readonly string[]) => Promise<Page>;
  readonly close: () => Promise<void>;
};

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

export async function launchSourcesBrowser(): Promise<SourcesBrowser> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'uplink-sources-'));
  await build({
    root: path.join(import.meta.dirname, '../app/sources-page'),
    configFile: false,
    logLevel: 'error',
    build: { outDir, target: 'es2024', minify: false, chunkSizeWarningLimit: 5000 },
  });
  let files: readonly string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const address = readFilePath(pathname);
    if (address === null) serveBuilt(outDir, pathname, response);
    else serveShown(request, response, files[address.index] ?? null).catch(() => response.destroy());
  });
  const port = await listenOn(server);
  const browser = await launchChromium();
  return {
    open: async (given) => {
      files = given;
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${port}/`);
      return page;
    },
    close: async () => {
      await browser.close();
      closeServer(server);
      await rm(outDir, { recursive: true });
    },
  };
}

function closeServer(server: Server): void {
  server.closeAllConnections();
  server.close();
}

function serveBuilt(folder: string, pathname: string, response: ServerResponse): void {
  const file = path.join(folder, pathname === '/' ? 'index.html' : path.normalize(pathname));
  if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { ...pageHeaders, 'content-type': types[path.extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}

/** What main answers, over HTTP. */
async function serveShown(request: IncomingMessage, response: ServerResponse, file: string | null): Promise<void> {
  const headers = new Headers();
  for (const name of ['range', 'if-none-match'] as const) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const answer = await serveFile({ method: request.method ?? 'GET', headers }, file);
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (answer.body !== null) {
    for await (const bytes of answer.body) {
      if (response.destroyed) break;
      response.write(bytes);
    }
  }
  response.end();
}
