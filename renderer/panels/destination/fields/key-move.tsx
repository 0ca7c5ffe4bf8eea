/** Moving a stream key out of an address that it was pasted with. */
import { KeyRound } from 'lucide-react';
import { acceptServer, saveKey, type Place } from '../../../store/profiles.ts';
import { t } from '../../../words/words.ts';

/** Keeps the key and stores the bare address; true when main took the key. */
export async function moveKeyOut(place: Place, serverUrl: string, key: string): Promise<boolean> {
  const saved = await saveKey(place, key);
  // A slice keeps the whole pasted text alive, key included; a clone is a text of its own.
  await acceptServer(place, structuredClone(serverUrl));
  forgetLastMatch();
  return saved;
}

/** The engine remembers the text of the last match of a regular expression; this makes it remember an empty one. */
export function forgetLastMatch(): void {
  /^$/.test('');
}

/** Says what happened to the key. */
export function KeyMovedNote() {
  return (
    <p className="key-moved small" role="status">
      <KeyRound aria-hidden="true" />
      {t('destination.key.moved')}
    </p>
  );
}
