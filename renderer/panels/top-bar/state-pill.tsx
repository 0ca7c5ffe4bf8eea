/** State pill and timer: the only large coloured thing of the window. */
import { useEffect, useRef } from 'react';
import { StateMark } from '../../app/parts/state-mark.tsx';
import { useLive } from '../../store/live.ts';
import { clockText, isWeak, pillWord, secondsOnAir } from './status-words.ts';
import { t } from '../../words/words.ts';

/** Word, shape and colour of the session's state. */
export function StatePill() {
  const state = useLive((store) => store.session.state);
  const word = useLive((store) => pillWord(store.session));
  const weak = useLive((store) => (isWeak(store.session) ? ' pill-weak' : ''));
  return (
    <div className={`pill pill-${state}${weak}`} role="group" aria-label={t('live.state')}>
      <StateMark state={state} />
      <span className="pill-word">{word}</span>
    </div>
  );
}

/** Time on air, written once a second into its own text node. */
export function OnAirTimer() {
  const liveSince = useLive((store) => store.session.liveSince);
  const offAirSince = useLive((store) => store.offAirSince);
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = () => {
      if (text.current) text.current.textContent = clockText(secondsOnAir(liveSince, offAirSince, Date.now()));
    };
    write();
    if (liveSince === null || offAirSince !== null) return undefined;
    const timer = setInterval(write, 1000);
    return () => clearInterval(timer);
  }, [liveSince, offAirSince]);
  return <span ref={text} className="timer" role="timer" aria-label={t('live.timeOnAir')} />;
}
