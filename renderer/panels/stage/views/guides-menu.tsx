/** What helps to place things: snapping, safe areas, a grid, and lines of one's own. */
import { Ruler } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { Guides } from '../../../../shared/studio/document/show.ts';
import { showDialog } from '../../../store/show/selection.ts';
import { edit, useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { useCanvasSize } from './sizes.ts';

const switches = ['snap', 'safeAreas', 'grid'] as const;
const none: Guides = { snap: true, safeAreas: false, grid: false, lines: [] };
/** Most lines that a show keeps. */
const mostLines = 32;

/** Lines begin in the middle, a quarter further on for each that is there. */
function nextLine(lines: Guides['lines'], axis: 'x' | 'y', length: number): Guides['lines'][number] {
  const taken = new Set(lines.filter((line) => line.axis === axis).map(({ at }) => at));
  const places = [0.5, 0.25, 0.75, 0.1, 0.9].map((part) => Math.round(part * length));
  return { axis, at: places.find((at) => !taken.has(at)) ?? Math.round(length / 2) };
}

function set(patch: Partial<Guides>): void {
  void edit({ name: 'guides.set', patch });
}

/** Opens from the bar. */
export function GuidesMenu() {
  const { t } = useTranslation();
  const guides = useShow((show) => show.guides, none);
  const canvas = useCanvasSize();
  const add = (axis: 'x' | 'y', length: number) =>
    set({ lines: [...guides.lines, nextLine(guides.lines, axis, length)] });
  const isBare = guides.lines.length === 0;
  const isFull = guides.lines.length >= mostLines;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="icon-button"
        aria-label={t('editor.guides.title')}
        title={t('editor.guides.title')}
      >
        <Ruler aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} loop>
          {switches.map((name) => (
            <DropdownMenu.CheckboxItem
              key={name}
              className="menu-item"
              checked={guides[name]}
              onCheckedChange={(on) => set({ [name]: on })}
            >
              {t(`editor.guides.${name}`)}
            </DropdownMenu.CheckboxItem>
          ))}
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Item className="menu-item" disabled={isFull} onSelect={() => add('x', canvas.width)}>
            {t('editor.guides.addX')}
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" disabled={isFull} onSelect={() => add('y', canvas.height)}>
            {t('editor.guides.addY')}
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" disabled={isBare} onSelect={() => showDialog({ kind: 'guides' })}>
            {t('editor.guides.edit')}
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" disabled={isBare} onSelect={() => set({ lines: [] })}>
            {t('editor.guides.clear')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
