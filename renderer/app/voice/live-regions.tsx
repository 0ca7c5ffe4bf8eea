/** The two live regions: one polite, one assertive; they are written straight, without a render. */
import { useEffect, useRef } from 'react';
import { useLive } from '../../store/live.ts';
import { useNotices } from '../../store/notices.ts';
import { useSpoken } from '../../store/show/spoken.ts';
import { chatterGapMillis, chatterWait, utteranceFor, verdictOf, type Utterance } from './announcer.ts';

/** Invisible; speaks state changes and notices. */
export function LiveRegions() {
  const polite = useRef<HTMLDivElement>(null);
  const assertive = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!polite.current || !assertive.current) return undefined;
    return speakChanges(polite.current, assertive.current);
  }, []);
  return (
    <div className="visually-hidden">
      <div ref={polite} role="status" aria-live="polite" data-speaks="polite" />
      <div ref={assertive} role="alert" aria-live="assertive" data-speaks="assertive" />
    </div>
  );
}

function speakChanges(polite: HTMLElement, assertive: HTMLElement): () => void {
  let lastChatterAt = -chatterGapMillis;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let waitingText = '';
  const say = ({ text, urgency }: Utterance) => {
    clearTimeout(waiting);
    if (urgency === 'chatter') {
      const now = performance.now();
      waitingText = text;
      waiting = setTimeout(
        () => {
          lastChatterAt = performance.now();
          polite.textContent = text;
        },
        chatterWait(lastChatterAt, now),
      );
      return;
    }
    (urgency === 'assertive' ? assertive : polite).textContent = text;
  };
  // Who reads the region later must not find what is over, nor hear it late.
  const unsay = (text: string) => {
    if (waitingText === text) clearTimeout(waiting);
    if (polite.textContent === text) polite.textContent = '';
  };
  const stopLive = useLive.subscribe(({ session }, before) => {
    const verdict = verdictOf(before.session);
    if (verdict !== '' && verdictOf(session) === '') unsay(verdict);
    const utterance = utteranceFor(before.session, session);
    if (utterance) say(utterance);
  });
  const stopNotices = useNotices.subscribe(({ toasts }, before) => {
    const newest = toasts.at(-1);
    if (newest && newest.id !== before.toasts.at(-1)?.id) {
      say({ text: `${newest.text} ${newest.next}`, urgency: 'polite' });
    }
  });
  // What somebody just did is answered at once; what waits to be told waits on. The same words twice have to differ.
  const stopSpoken = useSpoken.subscribe(({ text, count }) => {
    polite.textContent = count % 2 === 0 ? text : `${text}\u00A0`;
  });
  return () => {
    clearTimeout(waiting);
    stopLive();
    stopNotices();
    stopSpoken();
  };
}
