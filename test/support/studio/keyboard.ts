/** A person without a mouse: walks by Tab from control to control, and looks at each stop whether the focus can be seen. */
import type { Page } from 'playwright-core';

/** The control that has the focus, as a person would tell of it. */
export type Stop = {
  /** What is said of it: its label, or its text. */
  readonly name: string;
  readonly role: string;
  readonly region: string;
  /** Why the focus can't be seen; empty when it can. */
  readonly fault: string;
};

/** More stops than any screen has; whoever walks longer is trapped. */
const longestWalk = 120;

/** The control that has the focus now. */
export async function stopNow(page: Page): Promise<Stop> {
  return { ...(await describeFocus(page)), fault: await faultOfFocus(page) };
}

async function describeFocus(page: Page): Promise<Omit<Stop, 'fault'>> {
  const focused = page.locator(':focus');
  if ((await focused.count()) === 0) return { name: '', role: '', region: '' };
  // One line of the accessibility tree: `button "Go live" [expanded]:`, as a screen reader would have it.
  const [, role = '', name = ''] = /^- '?([a-z]+)(?: "([^"]*)")?/u.exec(await focused.ariaSnapshot()) ?? [];
  const { region, summary } = await focused.evaluate((element) => ({
    region: element.closest('[data-region]')?.getAttribute('data-region') ?? '',
    summary: element.localName === 'summary' ? element.textContent.trim() : '',
  }));
  // The tree has no role for it; screen readers say that it unfolds something.
  return summary === '' ? { name, role, region } : { name: summary, role: 'disclosure', region };
}

function faultOfFocus(page: Page): Promise<string> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body) return 'nothing has the focus';
    const hasRing = (element: Element | null): element is Element =>
      element !== null && /^(?!none)/u.test(getComputedStyle(element).outlineStyle);
    // A radio button inside a row or tile shows its focus on the row.
    const ringed = [focused.closest('label'), focused].find(hasRing);
    if (ringed === undefined) return 'it has no focus ring';
    // A panel may be longer than the window: its ring is then seen round the part that is within.
    const box = ringed.getBoundingClientRect();
    const middle = (start: number, end: number, most: number): number => (Math.max(start, 0) + Math.min(end, most)) / 2;
    const above = document.elementFromPoint(
      middle(box.left, box.right, innerWidth),
      middle(box.top, box.bottom, innerHeight),
    );
    if (above === null) return 'it lies outside the window';
    const tell = ({ localName, className }: Element): string => `${localName}.${className}`;
    return ringed.contains(above) || above.contains(ringed) ? '' : `${tell(above)} covers ${tell(ringed)}`;
  });
}

/** Presses `key` until a control named like `wanted` has the focus; throws on an unseen focus and on a trap. */
export async function walkTo(page: Page, wanted: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<Stop> {
  const seen: string[] = [];
  for (let presses = 0; presses < longestWalk; presses += 1) {
    await page.keyboard.press(key);
    const stop = await stopNow(page);
    seen.push(`${stop.role} ${stop.name}`);
    // At the end of the page the focus passes through the window itself.
    if (stop.name === '' && stop.role === '') continue;
    if (stop.fault !== '') throw new Error(`the focus can't be seen on ${stop.role} “${stop.name}”: ${stop.fault}`);
    if (wanted.test(stop.name)) return stop;
  }
  throw new Error(`no way by ${key} to ${String(wanted)}; stops were: ${seen.join(', ')}`);
}

/** One Tab round the whole page: every stop until the first one comes again. */
export async function walkRound(page: Page): Promise<readonly Stop[]> {
  const stops: Stop[] = [];
  for (let presses = 0; presses < longestWalk; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await stopNow(page);
    if (stop.role === '') continue;
    const isSame = ({ name, role, region }: Stop): boolean =>
      name === stop.name && role === stop.role && region === stop.region;
    if (stops.length > 0 && stops.findIndex(isSame) === 0) return stops;
    stops.push(stop);
  }
  throw new Error(`Tab never came round: ${stops.map(({ name }) => name).join(', ')}`);
}
