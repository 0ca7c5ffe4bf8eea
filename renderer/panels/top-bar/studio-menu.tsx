/** The studio's own menu: theme, shortcuts, the welcome again, and which version runs. */
import { DropdownMenu } from 'radix-ui';
import { themeSchema } from '../../../shared/contract/settings.ts';
import { isActive, useLive } from '../../store/live.ts';
import { changeSettings, useSettings } from '../../store/settings.ts';
import { showShortcuts } from '../../store/view.ts';
import { t } from '../../words/words.ts';

/** Opens from the mark at the left edge. */
export function StudioMenu() {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="icon-button brand" aria-label={t('app.menu.title')} title={t('app.menu.title')}>
        <BrandMark />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={6} loop>
          <ThemeChoice />
          <DropdownMenu.Separator className="menu-line" />
          <StudioActions />
          <DropdownMenu.Separator className="menu-line" />
          <VersionLine />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function ThemeChoice() {
  const theme = useSettings((store) => store.settings.theme);
  return (
    <>
      <DropdownMenu.Label className="menu-label">{t('app.menu.theme')}</DropdownMenu.Label>
      <DropdownMenu.RadioGroup
        value={theme}
        aria-label={t('app.menu.theme')}
        onValueChange={(value) => void changeSettings({ theme: themeSchema.parse(value) })}
      >
        {themeSchema.options.map((option) => (
          <DropdownMenu.RadioItem key={option} value={option} className="menu-item">
            {t(`app.menu.themes.${option}`)}
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  );
}

function StudioActions() {
  const locked = useLive((store) => isActive(store.session.state));
  return (
    <>
      <DropdownMenu.Item className="menu-item" onSelect={() => showShortcuts(true)}>
        {t('app.menu.shortcuts')}
        <kbd>?</kbd>
      </DropdownMenu.Item>
      <DropdownMenu.Item
        className="menu-item"
        disabled={locked}
        onSelect={() => void changeSettings({ welcomed: false })}
      >
        {t('app.menu.welcome')}
      </DropdownMenu.Item>
    </>
  );
}

function VersionLine() {
  const platform = useSettings((store) => store.platform);
  if (platform === null) return null;
  return (
    <DropdownMenu.Label className="menu-label selectable">
      {t('app.menu.version', { app: platform.appVersion, electron: platform.electron })}
    </DropdownMenu.Label>
  );
}

function BrandMark() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path d="M4 3v8a6 6 0 0 0 12 0V8" fill="none" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" />
      <path d="m12.4 7.2 3.6-4 3.6 4" fill="none" stroke="var(--accent)" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}
