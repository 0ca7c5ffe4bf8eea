/** Waits for new keys: the next press is taken, unless it is somebody else's, which is asked first. No trap: Escape and Tab leave. */
import { useEffect, useRef, useState } from 'react';
import { changeSettings, useSettings } from '../../store/settings.ts';
import { useTranslation } from '../../words/words.ts';
import { Button } from '../parts/button.tsx';
import { canBeGlobal, chordOf, isReserved } from './chords.ts';
import type { CommandId } from './command-list.ts';
import { commandName, keysText } from './command-words.ts';
import { assigned, ownerOf, type Changes } from './keymap.ts';

type KeyCatcherProps = {
  readonly id: CommandId;
  /** Keys in this window, or keys that work everywhere. */
  readonly where: 'window' | 'global';
  readonly onDone: () => void;
};

/** The place of the keys in a row, while new ones are wanted. */
export function KeyCatcher({ id, where, onDone }: KeyCatcherProps) {
  const { t } = useTranslation();
  const [chord, setChord] = useState<string | null>(null);
  const settings = useSettings((store) => store.settings);
  const place = useRef<HTMLButtonElement>(null);
  useEffect(() => place.current?.focus(), []);
  const give = (given: string) => {
    void changeSettings(patchFor(where, id, given, settings));
    onDone();
  };
  const judge = (pressed: string) => {
    const isFree =
      where === 'global'
        ? !isTaken(pressed, id, settings.globalShortcuts)
        : ownerOf(pressed, settings.shortcuts) === null;
    if (isRefused(pressed, where) || !isFree) setChord(pressed);
    else give(pressed);
  };
  return (
    <span className="key-catcher">
      <button
        ref={place}
        type="button"
        className="button"
        data-takes-keys
        onKeyDown={(event) => {
          if (event.key === 'Tab') return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === 'Escape') return onDone();
          const pressed = chordOf(event.nativeEvent);
          if (pressed !== null) judge(pressed);
        }}
      >
        {chord === null ? t('app.shortcuts.press') : keysText(chord)}
      </button>
      <Verdict id={id} where={where} chord={chord} onTake={give} />
      <Button weight="quiet" onClick={() => give('')}>
        {t('app.shortcuts.clear')}
      </Button>
      <Button weight="quiet" onClick={onDone}>
        {t('app.cancel')}
      </Button>
    </span>
  );
}

type VerdictProps = {
  readonly id: CommandId;
  readonly where: KeyCatcherProps['where'];
  readonly chord: string | null;
  readonly onTake: (chord: string) => void;
};

function Verdict({ id, where, chord, onTake }: VerdictProps) {
  const { t } = useTranslation();
  const settings = useSettings((store) => store.settings);
  if (chord === null) return null;
  if (isRefused(chord, where)) {
    return (
      <span role="alert" className="small complaint">
        {t(isReserved(chord) ? 'app.shortcuts.reserved' : 'app.shortcuts.needsModifier')}
      </span>
    );
  }
  const owner = where === 'global' ? null : ownerOf(chord, settings.shortcuts);
  if (owner === id) return null;
  const ownerName = owner === null ? t('app.shortcuts.another') : commandName(owner);
  return (
    <span role="alert" className="small">
      {t('app.shortcuts.taken', { name: ownerName })}{' '}
      <Button onClick={() => onTake(chord)}>{t('app.shortcuts.take')}</Button>
    </span>
  );
}

function isRefused(chord: string, where: KeyCatcherProps['where']): boolean {
  return isReserved(chord) || (where === 'global' && !canBeGlobal(chord));
}

function isTaken(chord: string, id: CommandId, global: Changes): boolean {
  return Object.entries(global).some(([other, keys]) => keys === chord && other !== id);
}

type Kept = { readonly shortcuts: Changes; readonly globalShortcuts: Changes };

function patchFor(where: KeyCatcherProps['where'], id: CommandId, chord: string, kept: Kept): Partial<Kept> {
  if (where === 'window') return { shortcuts: assigned(kept.shortcuts, id, chord) };
  const others = Object.entries(kept.globalShortcuts).filter(([other, keys]) => other !== id && keys !== chord);
  return { globalShortcuts: Object.fromEntries(chord === '' ? others : [...others, [id, chord]]) };
}
