/** What main captures and feeds: screens and windows to choose, pages to reload, where other encoders publish, and what the built-in ingest received. */
import { useEffect, useState } from 'react';
import type { Screens } from '../../../shared/contract/show/capture.ts';
import { tell, tellFailure } from '../notices.ts';
import { call } from '../studio-client.ts';
import { t } from '../../words/words.ts';

/** Null until main has answered; the names come first, the thumbnails after them. */
export function useScreens(): Screens | null {
  const [screens, setScreens] = useState<Screens | null>(null);
  useEffect(() => {
    let isWanted = true;
    const look = async () => {
      for (const thumbnails of [false, true]) {
        // The quick answer first, for the choice doesn't need pictures.
        // oxlint-disable-next-line no-await-in-loop
        const reply = await call('capture.screens', { thumbnails });
        if (isWanted && reply.ok) setScreens(reply.value);
      }
    };
    void look();
    return () => {
      isWanted = false;
    };
  }, []);
  return screens;
}

/** What the built-in ingest receives is decoded for as long as this is called; `closeReceived` takes the picture away. */
export function useReceivedCopy(closeReceived: () => void): void {
  useEffect(() => {
    void call('capture.openReceived', null).then((reply) => reply.ok || tellFailure(reply.error));
    return () => {
      closeReceived();
      void call('capture.closeReceived', null);
    };
  }, [closeReceived]);
}

/** What is typed into another encoder. */
export type IngestAddress = { readonly url: string; readonly key: string };

/** How often the address is asked for: the port may come late, and change. */
const askMillis = 2000;

/** Where another encoder publishes for this source; null while its port is not open. */
export function useIngestAddress(sourceId: string): IngestAddress | null {
  const [address, setAddress] = useState<IngestAddress | null>(null);
  useEffect(() => {
    let isWanted = true;
    const ask = async () => {
      const reply = await call('capture.ingestAddress', { sourceId });
      if (isWanted && reply.ok) setAddress(reply.value);
    };
    void ask();
    const timer = setInterval(() => void ask(), askMillis);
    return () => {
      isWanted = false;
      clearInterval(timer);
    };
  }, [sourceId]);
  return address;
}

/** The port of an address, if other encoders don't look there by themselves; null for the usual one. */
export function unusualPort({ url }: IngestAddress): number | null {
  const port = Number(/^rtmps?:\/\/(?:\[[^\]]*\]|[^/:]*):(\d{1,5})(?:\/|$)/u.exec(url)?.[1] ?? usualPort);
  return port === usualPort ? null : port;
}

const usualPort = 1935;

/** Puts a part of the address on the clipboard; it is told, never what it was. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell({ tone: 'good', text: t('show.encoder.copied'), next: '' });
  } catch {
    tell({ tone: 'bad', text: t('show.encoder.notCopied'), next: t('show.encoder.notCopiedNext') });
  }
}

/** Loads a web page anew. */
export async function reloadPage(sourceId: string): Promise<void> {
  const reply = await call('capture.reloadPage', { sourceId });
  if (!reply.ok) tellFailure(reply.error);
}
