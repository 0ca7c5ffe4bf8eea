/** The go-live sheet: what will happen, whether everything is ready, and the one button that does it. */
import { Check as Tick, OctagonAlert, TriangleAlert, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useRef } from 'react';
import type { ProfileView } from '../../../shared/contract/settings.ts';
import { Button, IconButton } from '../../app/parts/button.tsx';
import { useSoundFindings } from '../../app/media-port.ts';
import { useDevices } from '../../store/devices.ts';
import { isActive, useLive } from '../../store/live.ts';
import { selectedProfile, useProfiles } from '../../store/profiles.ts';
import { goLiveFromStart, showAtStart, startOnOpening, useEdges } from '../../store/session/edges.ts';
import { useSettings } from '../../store/settings.ts';
import { openSound } from '../../store/show/acts/scene-acts.ts';
import { airFacts, missingOnAir, troubleOnAir, type AirFacts } from '../../store/show/plans/air.ts';
import { useOnAir } from '../../store/show/on-air.ts';
import { edit, useShow, useShowStore } from '../../store/show/show.ts';
import { showDestination, showSheet, showTab, useView } from '../../store/view.ts';
import { runChecks, worstGrade, type Check } from './checks.ts';
import { DestinationSwitches, whatWillHappen } from './destination-switches.tsx';
import { t } from '../../words/words.ts';

/** Non-modal: the window stays usable beside it. Enter starts, Escape closes. */
export function GoLiveSheet() {
  const idle = useLive((store) => !isActive(store.session.state));
  const open = useView((store) => store.sheetOpen) && idle;
  const profile = useProfiles(selectedProfile);
  const start = useRef<HTMLButtonElement>(null);
  const focusAfter = useRef(goLiveButton);
  if (!profile) return null;
  return (
    <Dialog.Root open={open} onOpenChange={showSheet} modal={false}>
      <Dialog.Portal>
        <Dialog.Content
          className="sheet"
          aria-describedby={undefined}
          onInteractOutside={(event) => event.preventDefault()}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            focusAfter.current = goLiveButton;
            focusStart(start.current);
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            document.querySelector<HTMLElement>(focusAfter.current)?.focus();
          }}
        >
          <header className="sheet-head">
            <Dialog.Title>{t('live.sheet.title', { name: profile.name })}</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label={t('app.close')} icon={<X />} />
            </Dialog.Close>
          </header>
          <SheetBody
            profile={profile}
            start={start}
            onFix={(check) => {
              focusAfter.current = placeToFix(check, profile.id);
              putRight(check, profile.id);
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Before the show is loaded there is nothing to say against it. */
const nothing: AirFacts = { picture: 'something', sound: 'something' };

/** Where the focus goes when the sheet closes. */
const goLiveButton = '.verbs button:last-child';

type SheetBodyProps = {
  readonly profile: ProfileView;
  readonly start: React.Ref<HTMLButtonElement>;
  readonly onFix: (check: Check) => void;
};

function SheetBody({ profile, start, onFix }: SheetBodyProps) {
  const settings = useSettings((store) => store.settings);
  const keyStore = useSettings((store) => store.platform?.keyStore ?? false);
  const capture = useDevices((store) => store.capture);
  const startsOnOpening = useEdges((store) => store.startsOnOpening);
  const current = useShowStore(({ mirror }) => mirror?.show ?? null);
  const show = current === null ? null : showAtStart(current, startsOnOpening);
  const air = show === null ? nothing : airFacts(show);
  const errors = useOnAir((store) => store.errors);
  const missing = show === null ? [] : missingOnAir(show, errors);
  const findings = useSoundFindings();
  const trouble = show === null ? null : troubleOnAir(show, findings);
  const checks = runChecks({ capture, air, missing, trouble, profile, keyStore });
  const grade = worstGrade(checks);
  return (
    <>
      <div className="sheet-top">
        <p className="muted">{summaryOf(checks)}</p>
        <DestinationSwitches profile={profile} />
      </div>
      <ul className="checks">
        {checks.map((check) => (
          <CheckRow key={check.placeId ?? check.name} check={check} onFix={onFix} />
        ))}
      </ul>
      <footer className="sheet-foot">
        <OpeningChoice />
        <button
          ref={start}
          type="button"
          className="button button-go button-large"
          disabled={grade === 'block'}
          aria-describedby="start-note"
          onClick={() => void begin()}
        >
          {t(grade === 'amber' ? 'live.sheet.startAnyway' : 'live.sheet.start')}
        </button>
        <p id="start-note" className="small muted">
          {whatWillHappen(profile, settings.recording.withStream)}
        </p>
      </footer>
    </>
  );
}

async function begin(): Promise<void> {
  showSheet(false);
  showTab('destination');
  await goLiveFromStart();
}

/** Nothing where no scene is the opening one. */
function OpeningChoice() {
  const startsOnOpening = useEdges((store) => store.startsOnOpening);
  const name = useShow(
    ({ scenes, openingSceneId }) => scenes.find(({ id }) => id === openingSceneId)?.name ?? null,
    null,
  );
  if (name === null) return null;
  return (
    <label className="toggle">
      <input type="checkbox" checked={startsOnOpening} onChange={(event) => startOnOpening(event.target.checked)} />
      <span>{t('live.sheet.opening', { name })}</span>
    </label>
  );
}

const marks = { pass: <Tick />, amber: <TriangleAlert />, block: <OctagonAlert /> } as const;

function CheckRow({ check, onFix }: { readonly check: Check; readonly onFix: (check: Check) => void }) {
  const { fix } = check;
  return (
    <li className={`check check-${check.grade}`}>
      <span className="check-mark" aria-hidden="true">
        {marks[check.grade]}
      </span>
      <div>
        <h3>
          {check.name} <span className="visually-hidden">({t(`live.sheet.grades.${check.grade}`)})</span>
        </h3>
        <p className="muted">{check.text}</p>
        {fix === null ? null : <Button onClick={() => onFix(check)}>{t(`live.sheet.fixes.${fix}`)}</Button>}
      </div>
    </li>
  );
}

/** The first control that can put it right. */
function placeToFix({ fix, placeId }: Check, profileId: string): string {
  switch (fix) {
    case 'sources':
      return '.left-column input:checked';
    case 'destination':
      return placeId === undefined || placeId === profileId
        ? '.right-column .padded > .form select'
        : '.destination-form select';
    case 'key':
      return `#key-${placeId ?? profileId} input`;
    case 'unmute':
    case 'mono':
    case null:
      return '.sheet button';
  }
}

/** Puts it right where one call can, else closes the sheet in favour of the place that can. */
function putRight({ fix, placeId, sourceId }: Check, profileId: string): void {
  if (fix === 'unmute' || fix === 'mono') {
    if (sourceId === undefined) void openSound();
    else void edit({ name: 'strip.set', sourceId, patch: fix === 'mono' ? { mono: true } : { muted: false } });
    return;
  }
  if (fix !== 'sources') showTab('destination');
  if (placeId !== undefined && placeId !== profileId) showDestination(placeId);
  showSheet(false);
}

/** Enter starts; where that is blocked, Enter goes to the first thing to fix. */
function focusStart(start: HTMLButtonElement | null): void {
  const fix = document.querySelector<HTMLElement>('.check-block button');
  const close = document.querySelector<HTMLElement>('.sheet button');
  if (start && !start.disabled) start.focus();
  else (fix ?? close)?.focus();
}

function summaryOf(checks: readonly Check[]): string {
  const open = checks.filter((check) => check.grade !== 'pass').length;
  const all = checks.length;
  return open === 0 ? t('live.sheet.passed', { all }) : t('live.sheet.passedSome', { passed: all - open, all });
}
