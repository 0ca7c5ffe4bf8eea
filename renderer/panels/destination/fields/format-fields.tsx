/** Size, frame rate, rates and codecs of the selected profile, held within the limits of its service. */
import { useEffect, useState } from 'react';
import type { ProfileView } from '../../../../shared/contract/settings.ts';
import { applyLimits, codecNames, codecsOf, presetFor } from '../../../../shared/live/services/presets.ts';
import { hasSameShape } from '../../../../shared/studio/scene/plan/cover.ts';
import { SelectField, TextField } from '../../../app/parts/field.tsx';
import { rateText, sizeOf } from '../../../app/parts/figures.ts';
import { offeredCodecs, type OfferedCodecs } from '../../../media/encode/offered-codecs.ts';
import { editProfile } from '../../../store/profiles.ts';
import { offerCanvas } from '../../../store/show/acts/canvas-acts.ts';
import { t } from '../../../words/words.ts';

const sizes = ['1920×1080', '1600×900', '1280×720', '960×540', '640×360', '1080×1920', '720×1280', '1080×1080'];
const frameRates = [24, 25, 30, 50, 60];
const audioRates = [96, 128, 160, 192, 256, 320];

/** Bounds of the video rate field, kb/s. */
const lowestKbps = 200;
const highestKbps = 51_000;

type Wish = Pick<ProfileView, 'video' | 'audio'>;

/** Format of the selected profile; what a limit changed is explained below. */
export function FormatFields({ profile }: { readonly profile: ProfileView }) {
  const [explanations, setExplanations] = useState<readonly string[]>([]);
  const { video, audio, serviceId } = profile;
  const change = async (wish: Partial<Wish>) => {
    const fitted = applyLimits(serviceId, wish.video ?? video, wish.audio ?? audio);
    setExplanations(fitted.explanations);
    const isTaken = await editProfile(profile.id, { video: fitted.video, audio: fitted.audio });
    if (isTaken && !hasSameShape(fitted.video, video)) offerCanvas(fitted.video);
  };
  const changeKbps = (text: string) => {
    const kbps = Math.round(Number(text));
    if (!Number.isFinite(kbps) || kbps === video.kbps || text.trim() === '') return;
    void change({ video: { ...video, kbps: Math.min(highestKbps, Math.max(lowestKbps, kbps)) } });
  };
  return (
    <div className="form-grid">
      <ListField
        label={t('destination.format.size')}
        value={sizeOf(video)}
        choices={sizes}
        onChoose={(size) => void change({ video: { ...video, ...parseSize(size) } })}
      />
      <ListField
        label={t('destination.format.fps')}
        value={video.fps}
        choices={frameRates}
        textOf={(fps) => t('destination.format.fpsUnit', { fps })}
        onChoose={(fps) => void change({ video: { ...video, fps: Number(fps) } })}
      />
      <TextField
        key={`${profile.id} ${video.kbps}`}
        label={t('destination.format.video')}
        type="number"
        min={lowestKbps}
        max={highestKbps}
        step={100}
        defaultValue={video.kbps}
        onBlur={(event) => changeKbps(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') changeKbps(event.currentTarget.value);
        }}
      />
      <CeilingField profile={profile} />
      <ListField
        label={t('destination.format.sound')}
        value={audio.kbps}
        choices={audioRates}
        onChoose={(kbps) => void change({ audio: { kbps: Number(kbps) } })}
      />
      <CodecFields profile={profile} />
      <p className="field-note wide" role="status">
        {explanations.length > 0 ? explanations.join(' ') : limitsLine(serviceId)}
      </p>
    </div>
  );
}

/** The highest bitrate that the stream may ever have; empty: the video rate itself. */
function CeilingField({ profile: { id, ceilingKbps, video } }: { readonly profile: ProfileView }) {
  const commit = (text: string) => {
    const typed = text.trim() === '' ? null : Math.round(Number(text));
    if (typed === ceilingKbps || Number.isNaN(typed)) return;
    const kept = typed === null ? null : Math.min(highestKbps, Math.max(video.kbps, typed));
    void editProfile(id, { ceilingKbps: kept });
  };
  return (
    <TextField
      key={`${id} ${ceilingKbps ?? ''}`}
      label={t('destination.format.ceiling')}
      type="number"
      min={video.kbps}
      max={highestKbps}
      step={100}
      placeholder={String(video.kbps)}
      defaultValue={ceilingKbps ?? ''}
      onBlur={(event) => commit(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit(event.currentTarget.value);
      }}
    />
  );
}

/** What can be chosen beside H.264 and AAC: only what the service takes and this computer encodes. */
function CodecFields({ profile }: { readonly profile: ProfileView }) {
  const offered = useOfferedCodecs();
  const { codecs, serviceId } = profile;
  const taken = codecsOf(serviceId);
  const video = taken.video.filter((codec) => codec === codecs.video || offered.video.includes(codec));
  const audio = taken.audio.filter((codec) => codec === codecs.audio || offered.audio.includes(codec));
  const change = (wish: Partial<typeof codecs>) => void editProfile(profile.id, { codecs: { ...codecs, ...wish } });
  return (
    <>
      {video.length > 1 && (
        <SelectField
          label={t('destination.format.videoCodec')}
          value={codecs.video}
          onChange={(event) => change({ video: video.find((codec) => codec === event.target.value) ?? 'avc' })}
        >
          {video.map((codec) => (
            <option key={codec} value={codec}>
              {codecNames[codec]}
            </option>
          ))}
        </SelectField>
      )}
      {audio.length > 1 && (
        <SelectField
          label={t('destination.format.soundCodec')}
          value={codecs.audio}
          onChange={(event) => change({ audio: audio.find((codec) => codec === event.target.value) ?? 'aac' })}
        >
          {audio.map((codec) => (
            <option key={codec} value={codec}>
              {codecNames[codec]}
            </option>
          ))}
        </SelectField>
      )}
    </>
  );
}

function useOfferedCodecs(): OfferedCodecs {
  const [offered, setOffered] = useState<OfferedCodecs>({ video: ['avc'], audio: ['aac'] });
  useEffect(() => {
    let isGone = false;
    const ask = async (): Promise<void> => {
      const found = await offeredCodecs();
      if (!isGone) setOffered(found);
    };
    void ask();
    return () => {
      isGone = true;
    };
  }, []);
  return offered;
}

type ListFieldProps = {
  readonly label: string;
  readonly value: string | number;
  readonly choices: readonly (string | number)[];
  readonly textOf?: (choice: string | number) => string;
  readonly onChoose: (value: string) => void;
};

function ListField({ label, value, choices, textOf = String, onChoose }: ListFieldProps) {
  const listed = choices.includes(value) ? choices : [...choices, value];
  return (
    <SelectField label={label} value={value} onChange={(event) => onChoose(event.target.value)}>
      {listed.map((choice) => (
        <option key={choice} value={choice}>
          {textOf(choice)}
        </option>
      ))}
    </SelectField>
  );
}

function parseSize(text: string): { readonly width: number; readonly height: number } {
  const [width = 1280, height = 720] = text.split('×').map(Number);
  return { width, height };
}

function limitsLine(serviceId: ProfileView['serviceId']): string {
  const { name, limits } = presetFor(serviceId);
  const parts = [
    limits.maxWidth === null ? '' : `${limits.maxWidth}×${limits.maxHeight ?? ''}`,
    limits.maxVideoKbps === null ? '' : rateText(limits.maxVideoKbps),
    t('destination.format.fpsUnit', { fps: limits.maxFps }),
  ].filter((part) => part !== '');
  return parts.length > 1 ? t('destination.format.takes', { service: name, limits: parts.join(', ') }) : '';
}
