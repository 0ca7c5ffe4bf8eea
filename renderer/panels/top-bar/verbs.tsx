/** The verbs of the top bar; which ones exist follows from the session's state alone. */
import { useEffect, useRef } from 'react';
import { useTip } from '../../app/keys/command-words.ts';
import { Button } from '../../app/parts/button.tsx';
import type { SessionState } from '../../../shared/live/session/status.ts';
import { EndVerb } from './end-verb.tsx';
import { rehearse, stopSession, useLive } from '../../store/live.ts';
import { showSheet, useView } from '../../store/view.ts';
import { t } from '../../words/words.ts';

/** Rehearse and Go live, Cancel, Stop rehearsal, or End…; a focus on one of them moves on to its successor. */
export function Verbs() {
  const state = useLive((store) => store.session.state);
  const rehearsing = useLive((store) => store.session.mode === 'rehearsal');
  const place = useRef<HTMLDivElement>(null);
  const hasFocus = useRef(false);
  useEffect(() => {
    if (hasFocus.current && document.activeElement === document.body) {
      place.current?.querySelector<HTMLElement>('button:last-of-type')?.focus();
    }
  });
  return (
    <div
      ref={place}
      className="verbs"
      onFocus={() => (hasFocus.current = true)}
      onBlur={() => (hasFocus.current = false)}
    >
      {verbsFor(state, rehearsing)}
    </div>
  );
}

function verbsFor(state: SessionState, rehearsing: boolean) {
  switch (state) {
    case 'off-air':
    case 'ended':
    case 'failed':
      return <StartVerbs />;
    case 'checking':
    case 'connecting':
      return <Button onClick={() => void stopSession()}>{t('app.cancel')}</Button>;
    case 'ending':
      return <Button disabled>{t('live.verbs.ending')}</Button>;
    case 'rehearsing':
    case 'live':
    case 'reconnecting':
      return rehearsing ? <StopRehearsal /> : <EndVerb />;
  }
}

function StartVerbs() {
  const sheetOpen = useView((store) => store.sheetOpen);
  const rehearseTip = useTip('rehearse.toggle', t('live.verbs.rehearseTitle'));
  const goTip = useTip('golive.open');
  return (
    <>
      <Button weight="rehearse" onClick={() => void rehearse()} title={rehearseTip}>
        {t('live.verbs.rehearse')}
      </Button>
      <Button weight="go" aria-expanded={sheetOpen} onClick={() => showSheet(!sheetOpen)} title={goTip}>
        {t('live.verbs.goLive')}
      </Button>
    </>
  );
}

function StopRehearsal() {
  const tip = useTip('rehearse.toggle');
  return (
    <Button weight="rehearse" onClick={() => void stopSession()} title={tip}>
      {t('live.verbs.stopRehearsal')}
    </Button>
  );
}
