/** Somebody who talks: a steady voice in the place of the fake microphone, whose clicks are too short and too loud. */
import type { Page } from 'playwright-core';

/** Every microphone that the page opens from now on hears a voice of about −14 dBFS. */
export async function talk(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    const speak = (): MediaStream => {
      const context = new AudioContext();
      const voice = new OscillatorNode(context, { frequency: 180, type: 'sine' });
      const volume = new GainNode(context, { gain: 0.2 });
      const end = context.createMediaStreamDestination();
      voice.connect(volume).connect(end);
      voice.start();
      return end.stream;
    };
    mediaDevices.getUserMedia = (wish) => (wish?.audio ? Promise.resolve(speak()) : open(wish));
  });
}
