/** Somebody who hears the window: every text that its live regions speak, in order. */
import type { Page } from 'playwright-core';

/** One text, and whether it interrupts. */
export type Spoken = { readonly text: string; readonly urgency: string };

/** The list grows while the page speaks; texts that were spoken before are not in it. */
export async function listenTo(page: Page): Promise<readonly Spoken[]> {
  const heard: Spoken[] = [];
  await page.exposeFunction('uplinkEar', (text: string, urgency: string) => {
    heard.push({ text: text.replaceAll('\u00A0', ''), urgency });
  });
  await page.evaluate(() => {
    const tell: unknown = Reflect.get(globalThis, 'uplinkEar');
    if (typeof tell !== 'function') throw new Error('nobody listens');
    for (const region of document.querySelectorAll<HTMLElement>('[data-speaks]')) {
      const hear = (): void => {
        const text = region.textContent;
        if (text !== '') Reflect.apply(tell, null, [text, region.dataset['speaks']]);
      };
      new MutationObserver(hear).observe(region, { childList: true, characterData: true, subtree: true });
    }
  });
  return heard;
}
