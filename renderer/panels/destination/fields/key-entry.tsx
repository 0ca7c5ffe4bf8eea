/** The stream key: typed or pasted once, handed to main, and from then on only a state. The window never keeps it. */
import { Check, Clock3 } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { presetFor } from '../../../../shared/live/services/presets.ts';
import { cleanPasted, splitPastedUrl } from '../../../../shared/rtmp/url.ts';
import { Button } from '../../../app/parts/button.tsx';
import { openService, removeKey, saveKey, type Place } from '../../../store/profiles.ts';
import { useSettings } from '../../../store/settings.ts';
import { forgetLastMatch, KeyMovedNote, moveKeyOut } from './key-move.tsx';
import { t } from '../../../words/words.ts';

/** Key of one destination; nothing for the rehearsal, which has none. */
export function KeyEntry({ place }: { readonly place: Place }) {
  const [replacing, setReplacing] = useState<string | null>(null);
  const [moved, setMoved] = useState(false);
  const spot = useRef<HTMLDivElement>(null);
  if (place.serviceId === 'rehearsal') return null;
  const entering = place.key === 'none' || replacing === place.id;
  return (
    <div ref={spot} className="key-entry" id={`key-${place.id}`} tabIndex={-1}>
      {entering ? (
        <KeyInput
          place={place}
          onSaved={() => setReplacing(null)}
          onMoved={() => setMoved(true)}
          keepFocus={() => spot.current?.focus()}
        />
      ) : (
        <KeptKey place={place} onReplace={() => setReplacing(place.id)} />
      )}
      {moved ? <KeyMovedNote /> : null}
    </div>
  );
}

type KeyInputProps = {
  readonly place: Place;
  readonly onSaved: () => void;
  readonly onMoved: () => void;
  /** Takes the focus of the field or button that is about to go. */
  readonly keepFocus: () => void;
};

function KeyInput({ place, onSaved, onMoved, keepFocus }: KeyInputProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const preset = presetFor(place.serviceId);
  const save = async () => {
    const text = cleanPasted(input.current?.value ?? '');
    if (text === '') return;
    const split = splitPastedUrl(text);
    if (input.current) input.current.value = '';
    if (line.current?.contains(document.activeElement)) keepFocus();
    if (split.key !== null) onMoved();
    const saved = split.key === null ? await saveKey(place, text) : await moveKeyOut(place, split.serverUrl, split.key);
    forgetLastMatch();
    if (saved) onSaved();
  };
  return (
    <div className="field">
      <label htmlFor={id}>{t('destination.key.label')}</label>
      <div
        ref={line}
        className="field-line"
        // Saves when the focus leaves field and button; on its way to the button the click will save.
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) void save();
        }}
      >
        <input
          ref={input}
          id={id}
          className="input"
          type="password"
          autoComplete="off"
          placeholder={t(preset.needsKey ? 'destination.key.paste' : 'destination.key.optional')}
          aria-describedby={`${id}-note`}
          onInput={(event) => {
            if (event.nativeEvent instanceof InputEvent && event.nativeEvent.inputType === 'insertFromPaste')
              void save();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void save();
          }}
        />
        <Button onClick={() => void save()}>{t('destination.key.save')}</Button>
      </div>
      <p id={`${id}-note`} className="field-note">
        {preset.keyHelp} <KeyStoreLine kept="later" />
      </p>
      {preset.dashboardUrl === null ? null : (
        <Button weight="quiet" onClick={() => void openService(place.serviceId)}>
          {t('destination.key.openPage', { service: preset.name })}
        </Button>
      )}
    </div>
  );
}

function KeptKey({ place, onReplace }: { readonly place: Place; readonly onReplace: () => void }) {
  return (
    <div className="field" role="group" aria-label={t('destination.key.label')}>
      <span className="field-label">{t('destination.key.label')}</span>
      <div className="kept-key">
        <span className="key-dots" aria-hidden="true">
          ••••••••
        </span>
        <Button onClick={onReplace}>{t('destination.key.replace')}</Button>
        <Button weight="quiet" onClick={() => void removeKey(place)}>
          {t('destination.key.remove')}
        </Button>
      </div>
      <p className="field-note with-icon">
        {place.key === 'stored' ? <Check aria-hidden="true" /> : <Clock3 aria-hidden="true" />}
        {place.key === 'stored' ? t('destination.key.stored') : <KeyStoreLine kept="now" />}
      </p>
    </div>
  );
}

/** The honest line about where a key goes on this computer. */
function KeyStoreLine({ kept }: { readonly kept: 'now' | 'later' }) {
  const hasKeyStore = useSettings((store) => store.platform?.keyStore ?? false);
  if (!hasKeyStore) return t('destination.key.noStore');
  return kept === 'now' ? t('destination.key.thisRun') : t('destination.key.willStore');
}
