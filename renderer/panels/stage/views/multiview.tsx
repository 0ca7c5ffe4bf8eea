/** All scenes at once, drawn by the engine as one picture; over each tile lies a button that puts its scene on air. */
import type { Scene } from '../../../../shared/studio/document/scene.ts';
import { multiviewTiles, type Tile } from '../../../../shared/studio/scene/multiview.ts';
import { LiveView } from '../../../app/parts/preview.tsx';
import { chooseScene } from '../../../store/show/acts/scene-acts.ts';
import { useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { useCanvasSize } from './sizes.ts';

/** Pictures a second. */
const fps = 10;
/** The picture that the tiles are told in, px. */
const size = { width: 1280, height: 720 };

const none: readonly Scene[] = [];

/** A click cuts, or in studio mode prepares. */
export function Multiview() {
  const { t } = useTranslation();
  const scenes = useShow((show) => show.scenes, none);
  const canvas = useCanvasSize();
  const tiles = multiviewTiles(size, canvas, scenes.length);
  return (
    <div className="stage-view">
      <LiveView of={{ kind: 'multiview' }} fps={fps} longest={size.width} {...size} description={t('show.stage.all')} />
      <ul className="tiles-over" style={{ aspectRatio: `${size.width} / ${size.height}` }}>
        {tiles.map((tile) => (
          <li key={`${tile.what}${tile.index}`} className="tile-over" style={placeOf(tile)}>
            <TileFace tile={tile} scene={scenes[tile.index]} />
          </li>
        ))}
      </ul>
    </div>
  );
}

type TileFaceProps = {
  readonly tile: Tile;
  readonly scene: { readonly id: string; readonly name: string } | undefined;
};

function TileFace({ tile, scene }: TileFaceProps) {
  const { t } = useTranslation();
  const programId = useShow((show) => show.stage.programId, '');
  const previewId = useShow((show) => (show.stage.studioMode ? show.stage.previewId : ''), '');
  if (tile.what === 'program') return <span className="tile-name tile-air">{t('show.stage.air')}</span>;
  if (tile.what === 'preview') return <span className="tile-name tile-pre">{t('show.stage.pre')}</span>;
  if (scene === undefined) return null;
  const role = scene.id === programId ? 'air' : scene.id === previewId ? 'pre' : '';
  return (
    <button type="button" className={`tile-button tile-${role}`} onClick={() => void chooseScene(scene.id)}>
      <span className={`tile-name tile-${role}`}>
        {scene.name}
        {role === '' ? null : <strong> {t(`show.stage.${role}`)}</strong>}
      </span>
    </button>
  );
}

function part(value: number, whole: number): string {
  return `${(100 * value) / whole}%`;
}

function placeOf({ x, y, width, height }: Tile): React.CSSProperties {
  return {
    left: part(x, size.width),
    top: part(y, size.height),
    width: part(width, size.width),
    height: part(height, size.height),
  };
}
