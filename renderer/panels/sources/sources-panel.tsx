/** The left panel: what goes into the programme. */
import { PictureChoice } from './picture-choice.tsx';
import { SoundChoice } from './sound-choice.tsx';

/** Picture and sound sources. */
export function SourcesPanel() {
  return (
    <section
      className="left-column panel panel-scroll padded"
      aria-labelledby="sources-title"
      tabIndex={-1}
      data-region="Sources"
    >
      <h2 id="sources-title">Sources</h2>
      <PictureChoice />
      <SoundChoice />
    </section>
  );
}
