/** What can be done with one scene. */
import { DropdownMenu } from 'radix-ui';
import type { Scene } from '../../../../shared/studio/document/scene.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { removeScene } from '../../../store/show/acts/remove-scene.ts';
import { chooseTransition, duplicateScene, moveScene, setTransition } from '../../../store/show/acts/scene-acts.ts';
import { transitionKinds, type TransitionKind } from '../../../store/show/plans/drafts/transitions.ts';
import { showDialog } from '../../../store/show/selection.ts';
import { edit, useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { MenuBranch, MenuChoice, MenuItem, MenuLine, RowMenu } from '../parts/row-menu.tsx';

/** Colours that a scene may be tagged with; seen on both themes. */
const tags = { red: '#d0303c', orange: '#c06a00', green: '#16955a', blue: '#2f6fe0', violet: '#7a5ae0' } as const;
const tagNames = ['red', 'orange', 'green', 'blue', 'violet'] as const;

type SceneMenuProps = { readonly scene: Scene; readonly index: number; readonly onRename: () => void };

/** Opened from the row. */
export function SceneMenu({ scene, index, onRename }: SceneMenuProps) {
  const { t } = useTranslation();
  const count = useShow((show) => show.scenes.length, 1);
  const sceneId = scene.id;
  return (
    <RowMenu label={t('show.scenes.menu', { name: scene.name })}>
      <MenuItem keys="F2" onSelect={onRename}>
        {t('show.scenes.rename')}
      </MenuItem>
      <MenuItem onSelect={() => void duplicateScene(sceneId)}>{t('show.scenes.duplicate')}</MenuItem>
      <MenuItem keys="Alt+ArrowUp" disabled={index === 0} onSelect={() => void moveScene(sceneId, index - 1)}>
        {t('show.scenes.up')}
      </MenuItem>
      <MenuItem keys="Alt+ArrowDown" disabled={index === count - 1} onSelect={() => void moveScene(sceneId, index + 1)}>
        {t('show.scenes.down')}
      </MenuItem>
      <MenuLine />
      <TagChoice scene={scene} />
      <TransitionChoice scene={scene} />
      <Roles sceneId={sceneId} />
      <MenuLine />
      <MenuItem disabled={count === 1} onSelect={() => void removeScene(sceneId)}>
        {t('show.scenes.remove')}
      </MenuItem>
    </RowMenu>
  );
}

function TagChoice({ scene }: { readonly scene: Scene }) {
  const { t } = useTranslation();
  const value = tagNames.find((name) => tags[name] === scene.tag) ?? 'none';
  const options = (['none', ...tagNames] as const).map((name) => ({ value: name, name: t(`show.tags.${name}`) }));
  const choose = (name: 'none' | keyof typeof tags) =>
    edit({ name: 'scene.set', sceneId: scene.id, patch: { tag: name === 'none' ? null : tags[name] } });
  return (
    <MenuChoice label={t('show.scenes.tag')} value={value} options={options} onChoose={(name) => void choose(name)} />
  );
}

function TransitionChoice({ scene }: { readonly scene: Scene }) {
  const { t } = useTranslation();
  const sceneId = scene.id;
  const options = (['show', ...transitionKinds] as const).map((kind) => ({
    value: kind,
    name: kind === 'show' ? t('show.scenes.usualTransition') : t(`show.transitions.${kind}`),
  }));
  const choose = (kind: 'show' | TransitionKind) =>
    kind === 'show' ? setTransition(sceneId, null) : chooseTransition(sceneId, kind);
  return (
    <>
      <MenuChoice
        label={t('show.scenes.transition')}
        value={scene.transition?.kind ?? 'show'}
        options={options}
        onChoose={(kind) => void choose(kind)}
      />
      <MenuItem onSelect={() => showDialog({ kind: 'transition', sceneId })}>{t('show.transitions.more')}</MenuItem>
    </>
  );
}

const roles = ['safe', 'opening', 'closing'] as const;
type Role = (typeof roles)[number];

const sceneOfRole: Readonly<Record<Role, (show: Show) => string | null>> = {
  safe: (show) => show.safeSceneId,
  opening: (show) => show.openingSceneId,
  closing: (show) => show.closingSceneId,
};

function Roles({ sceneId }: { readonly sceneId: string }) {
  const { t } = useTranslation();
  return (
    <MenuBranch label={t('show.scenes.roles')}>
      {roles.map((role) => (
        <RoleItem key={role} role={role} sceneId={sceneId} />
      ))}
    </MenuBranch>
  );
}

function RoleItem({ role, sceneId }: { readonly role: Role; readonly sceneId: string }) {
  const { t } = useTranslation();
  const isIt = useShow((show) => sceneOfRole[role](show) === sceneId, false);
  return (
    <DropdownMenu.CheckboxItem
      className="menu-item"
      checked={isIt}
      onCheckedChange={() => void edit({ name: 'role.set', role, sceneId: isIt ? null : sceneId })}
    >
      {t(`show.roles.${role}`)}
    </DropdownMenu.CheckboxItem>
  );
}
