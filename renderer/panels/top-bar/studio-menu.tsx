/** The studio's own menu: theme, shortcuts, the welcome again, and which version runs. */
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { ChevronRight } from 'lucide-react';
import {
  densitySchema,
  languageSchema,
  maxTextPercent,
  minTextPercent,
  themeSchema,
} from '../../../shared/contract/settings.ts';
import { keysText } from '../../app/keys/command-words.ts';
import { keysOf } from '../../app/keys/keymap.ts';
import { isActive, useLive } from '../../store/live.ts';
import { changeSettings, useSettings } from '../../store/settings.ts';
import { showPalette, showShortcuts } from '../../store/view.ts';
import { languageNames, t } from '../../words/words.ts';

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
          <LanguageChoice />
          <DensityChoice />
          <TextSizeChoice />
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

type SubMenuProps = { readonly name: string; readonly value: string; readonly children: ReactNode };

/** A line with what is chosen; the choice opens beside it. */
function SubMenu({ name, value, children }: SubMenuProps) {
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className="menu-item">
        {name}
        <span className="menu-value muted">{value}</span>
        <ChevronRight aria-hidden="true" className="menu-way" />
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent className="menu" sideOffset={6} loop>
          {children}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}

function LanguageChoice() {
  const language = useSettings((store) => store.settings.language);
  const nameOf = (option: typeof language) =>
    option === 'system' ? t('app.menu.languageSystem') : languageNames[option];
  return (
    <SubMenu name={t('app.menu.language')} value={nameOf(language)}>
      <DropdownMenu.RadioGroup
        value={language}
        onValueChange={(value) => void changeSettings({ language: languageSchema.parse(value) })}
      >
        {languageSchema.options.map((option) => (
          <DropdownMenu.RadioItem
            key={option}
            value={option}
            className="menu-item"
            lang={option === 'system' ? undefined : option}
          >
            {nameOf(option)}
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </SubMenu>
  );
}

function DensityChoice() {
  const density = useSettings((store) => store.settings.density);
  return (
    <SubMenu name={t('app.menu.density')} value={t(`app.menu.densities.${density}`)}>
      <DropdownMenu.RadioGroup
        value={density}
        onValueChange={(value) => void changeSettings({ density: densitySchema.parse(value) })}
      >
        {densitySchema.options.map((option) => (
          <DropdownMenu.RadioItem key={option} value={option} className="menu-item">
            {t(`app.menu.densities.${option}`)}
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </SubMenu>
  );
}

/** Percent that one press adds. */
const textStep = 10;

function TextSizeChoice() {
  const percent = useSettings((store) => store.settings.textPercent);
  const change = (event: Event, by: number) => {
    // The menu stays: one press is seldom enough.
    event.preventDefault();
    const textPercent = Math.min(maxTextPercent, Math.max(minTextPercent, percent + by));
    void changeSettings({ textPercent });
  };
  return (
    <SubMenu name={t('app.menu.textSize')} value={t('app.menu.percent', { percent })}>
      <DropdownMenu.Item
        className="menu-item"
        disabled={percent >= maxTextPercent}
        onSelect={(event) => change(event, textStep)}
      >
        {t('app.menu.larger')}
      </DropdownMenu.Item>
      <DropdownMenu.Item
        className="menu-item"
        disabled={percent <= minTextPercent}
        onSelect={(event) => change(event, -textStep)}
      >
        {t('app.menu.smaller')}
      </DropdownMenu.Item>
    </SubMenu>
  );
}

function StudioActions() {
  const locked = useLive((store) => isActive(store.session.state));
  const changes = useSettings((store) => store.settings.shortcuts);
  return (
    <>
      <DropdownMenu.Item className="menu-item" onSelect={() => showPalette(true)}>
        {t('app.menu.palette')}
        <kbd>{keysText(keysOf('palette.open', changes))}</kbd>
      </DropdownMenu.Item>
      <DropdownMenu.Item className="menu-item" onSelect={() => showShortcuts(true)}>
        {t('app.menu.shortcuts')}
        <kbd>{keysText(keysOf('shortcuts.show', changes))}</kbd>
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
