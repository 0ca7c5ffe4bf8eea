/** The plain choices of the first run: one picture and one sound, put into the show. */
import { textOf } from '../../../words/words.ts';
import { planPicture, planSound, type PictureInput, type SoundInput } from '../plans/quick-choice.ts';
import { currentShow, editAll, newId } from '../show.ts';

/** Puts the picture in the place of the chosen one. */
export async function choosePicture(input: PictureInput): Promise<void> {
  const show = currentShow();
  const kindName = textOf(`show.kinds.${input.kind}`) ?? input.kind;
  if (show !== null) await editAll(planPicture(show, input, { kindName, newId }));
}

/** Puts the sound in the place of the chosen one; null is silence. */
export async function chooseSound(input: SoundInput): Promise<void> {
  const show = currentShow();
  const kindName = textOf(`show.kinds.${input?.kind ?? 'test'}`) ?? '';
  if (show !== null) await editAll(planSound(show, input, { kindName, newId }));
}

/** Both at once, the sound first: a beep that nobody wants any more leaves its place to the camera. */
export async function chooseBoth(picture: PictureInput, sound: SoundInput): Promise<void> {
  await chooseSound(sound);
  await choosePicture(picture);
}
