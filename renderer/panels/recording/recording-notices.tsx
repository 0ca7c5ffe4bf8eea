/** What recording has to say over the stage: the sentence of the recorder, and recordings that can be recovered, which the welcome shows too. Never modal. */
import { HardDrive } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { UnfinishedRecording } from '../../../shared/contract/delivery.ts';
import { bytesText, spokenLength } from '../../../shared/live/words/report/phrases.ts';
import { Button } from '../../app/parts/button.tsx';
import { useLive } from '../../store/live.ts';
import {
  chooseRecordingFolder,
  discardRecording,
  loadRecovery,
  recoverRecording,
  useRecovery,
} from '../../store/session/recording.ts';
import { isAboutDisk, isProgress } from './recording-words.ts';
import { t } from '../../words/words.ts';

/** Nothing while there is nothing to say. */
export function RecordingNotices() {
  return (
    <>
      <RecorderSentence />
      <RecoveryOffers />
    </>
  );
}

/** Spoken when it changes, but not a hundred times a file: progress stands beside the live region. */
function RecorderSentence() {
  const sentence = useLive((store) => store.session.recording?.sentence ?? '');
  const spoken = isProgress(sentence) ? '' : sentence;
  return (
    <>
      <div role="status" className={spoken === '' ? 'visually-hidden' : 'stage-note'}>
        {spoken === '' ? null : <Sentence text={spoken} />}
      </div>
      {sentence === spoken ? null : (
        <div className="stage-note">
          <Sentence text={sentence} />
        </div>
      )}
    </>
  );
}

function Sentence({ text }: { readonly text: string }) {
  return (
    <>
      <HardDrive aria-hidden="true" />
      <p>{text}</p>
      {isAboutDisk(text) ? (
        <Button onClick={() => void chooseRecordingFolder()}>{t('results.recording.otherFolder')}</Button>
      ) : null}
    </>
  );
}

/** Wherever a person lands at the start: the stage, and the welcome too. */
export function RecoveryOffers() {
  useEffect(() => void loadRecovery(), []);
  const offers = useRecovery((store) => store.offers);
  if (offers.length === 0) return null;
  return (
    <section className="stage-note recovery" aria-labelledby="recovery-title">
      <HardDrive aria-hidden="true" />
      <div>
        <h2 id="recovery-title">{t('results.recording.unfinished', { count: offers.length })}</h2>
        <ul>
          {offers.map((offer) => (
            <Offer key={offer.id} offer={offer} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function Offer({ offer }: { readonly offer: UnfinishedRecording }) {
  const { id, name, seconds, bytes } = offer;
  const isBusy = useRecovery((store) => store.busy.includes(id));
  // Nothing brings a discarded recording back, so one press is not enough.
  const [isAsking, setAsking] = useState(false);
  return (
    <li>
      <p>
        <span className="selectable">{name}</span>{' '}
        <span className="muted">
          {spokenLength(seconds)}, {bytesText(bytes)}
        </span>
      </p>
      <div className="card-actions">
        <Button
          disabled={isBusy}
          aria-label={t('results.recording.recoverOf', { name })}
          onClick={() => void recoverRecording(id)}
        >
          {t('results.recording.recover')}
        </Button>
        <Button
          weight="quiet"
          disabled={isBusy}
          aria-label={t(isAsking ? 'results.recording.discardGoodOf' : 'results.recording.discardOf', { name })}
          onClick={() => (isAsking ? void discardRecording(id) : setAsking(true))}
        >
          {t(isAsking ? 'results.recording.discardGood' : 'results.recording.discard')}
        </Button>
        {isAsking ? <Button onClick={() => setAsking(false)}>{t('results.recording.keep')}</Button> : null}
      </div>
    </li>
  );
}
