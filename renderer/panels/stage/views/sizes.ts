/** Shapes of the pictures on the stage. */
import { useShallow } from 'zustand/react/shallow';
import { defaultVideoFormat } from '../../../../shared/contract/settings.ts';
import { selectedProfile, useProfiles } from '../../../store/profiles.ts';
import { useShowStore } from '../../../store/show/show.ts';

type Size = { readonly width: number; readonly height: number };

/** Of the programme as it is encoded. */
export function useProgrammeSize(): Size {
  return useProfiles(
    useShallow((store) => {
      const { width, height } = selectedProfile(store)?.video ?? defaultVideoFormat;
      return { width, height };
    }),
  );
}

/** Of the canvas, which all scenes share. */
export function useCanvasSize(): Size {
  return useShowStore(
    useShallow(({ mirror }) => {
      const { width, height } = mirror?.show.canvas ?? defaultVideoFormat;
      return { width, height };
    }),
  );
}
