/** Keys of a command that work everywhere, and whether this computer really gives them to Uplink. */
import { useSettings } from '../../store/settings.ts';
import { useGlobalShortcuts } from '../../store/session/global-shortcuts.ts';
import { useTranslation } from '../../words/words.ts';
import type { CommandId } from './command-list.ts';
import { keysText } from './command-words.ts';

/** Nothing for commands without such keys. */
export function GlobalLine({ id }: { readonly id: CommandId }) {
  const { t } = useTranslation();
  const keys = useSettings((store) => store.settings.globalShortcuts[id] ?? '');
  const state = useGlobalShortcuts((store) => store.states.find((each) => each.id === id)?.state);
  if (keys === '') return null;
  return (
    <p className={state === 'works' ? 'shortcut-global small muted' : 'shortcut-global small'} role="status">
      {t('app.shortcuts.global.keys', { keys: keysText(keys) })} {t(`app.shortcuts.global.${state ?? 'unknown'}`)}
    </p>
  );
}
