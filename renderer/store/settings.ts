/** The mirror of the studio settings and of what this computer offers. */
import { create } from 'zustand';
import type { Platform } from '../../shared/contract/ipc.ts';
import { defaultSettings, type Settings, type SettingsPatch } from '../../shared/contract/settings.ts';
import { tellFailure } from './notices.ts';
import { call } from './studio-client.ts';

type SettingsStore = { readonly settings: Settings; readonly platform: Platform | null };

/** Settings as main last announced them; `platform` is null until the studio is loaded. */
export const useSettings = create<SettingsStore>()(() => ({ settings: defaultSettings, platform: null }));

/** Takes over what main announced. */
export function mirrorSettings(settings: Settings): void {
  useSettings.setState({ settings });
}

/** Takes over the facts of this computer. */
export function mirrorPlatform(platform: Platform): void {
  useSettings.setState({ platform });
}

/** Asks main to change settings; the mirror follows the answer. */
export async function changeSettings(patch: SettingsPatch): Promise<void> {
  const reply = await call('settings.update', patch);
  if (reply.ok) mirrorSettings(reply.value);
  else tellFailure(reply.error);
}
