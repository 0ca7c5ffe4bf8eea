/** The screens and windows that can be captured, asked from main when somebody wants to choose one. */
import { useEffect, useState } from 'react';
import type { Screens } from '../../../shared/contract/show/capture.ts';
import { call } from '../studio-client.ts';

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
