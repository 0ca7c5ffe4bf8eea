/** Looks at where the controls of a page stand: whether all fit into its width, and whether any lies on another. */
import type { Page } from 'playwright-core';

/** CSS pixels that the page is wider than its window; 0 when nothing has to be scrolled sideways. */
export function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}

/** Controls that lie on each other, or beyond the window's sides, as far as they are seen; empty when all stand well. */
export function misplaced(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    type Box = { left: number; top: number; right: number; bottom: number };
    const cut = (a: Box, b: Box): Box => ({
      left: Math.max(a.left, b.left),
      top: Math.max(a.top, b.top),
      right: Math.min(a.right, b.right),
      bottom: Math.min(a.bottom, b.bottom),
    });
    /** Rounding, px. */
    const slack = 1;
    const isSeen = ({ left, top, right, bottom }: Box): boolean => right - left > slack && bottom - top > slack;
    // What is scrolled out of a panel is not seen, wherever its box would be.
    const seenPart = (element: Element): Box => {
      let box: Box = element.getBoundingClientRect();
      for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
        if (parent === document.body || parent === document.documentElement) break;
        if (getComputedStyle(parent).overflow !== 'visible') box = cut(box, parent.getBoundingClientRect());
      }
      return box;
    };
    // Bars that stay and cards lie over what is scrolled beneath them, as they should.
    const isAfloat = (element: Element | null): boolean =>
      element !== null &&
      (['fixed', 'sticky'].includes(getComputedStyle(element).position) || isAfloat(element.parentElement));
    const tell = (element: Element): string =>
      `${element.localName} “${element.getAttribute('aria-label') ?? element.textContent.slice(0, 40)}”`;
    const selector = 'button, a[href], input, select, textarea, [role=slider], [role=tab], [role=spinbutton]';
    const controls = [...document.querySelectorAll(selector)]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((element) => element.closest('.visually-hidden') === null && !element.matches('.visually-hidden'))
      .map((element) => ({ element, box: seenPart(element), afloat: isAfloat(element) }))
      .filter(({ box }) => isSeen(box));
    const outside = controls
      .filter(({ box }) => box.left < -slack || box.right > innerWidth + slack)
      .map(({ element }) => `${tell(element)} stands outside`);
    const isKin = (a: Element, b: Element): boolean => a.contains(b) || b.contains(a);
    const covered = controls.flatMap(({ element, box, afloat }, index) =>
      controls
        .slice(index + 1)
        .filter((other) => other.afloat === afloat && !isKin(element, other.element))
        .filter((other) => isSeen(cut(box, other.box)))
        .map((other) => `${tell(element)} and ${tell(other.element)} lie on each other`),
    );
    return [...outside, ...covered];
  });
}
