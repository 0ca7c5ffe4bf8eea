/** The look of a text, the file it may quote, and the end of its countdown. */
import type { InputOf } from '../../../../shared/studio/document/source.ts';
import { Button } from '../../../app/parts/button.tsx';
import { NumberField, TextField } from '../../../app/parts/field.tsx';
import { chooseFiles } from '../../../store/show/files.ts';
import { useTranslation } from '../../../words/words.ts';
import { styleFields } from '../fields/field-plans.ts';
import { ColourField, ToggleField } from '../fields/fields.tsx';
import { PlannedFields } from '../fields/planned-fields.tsx';

type TextInput = InputOf<'text'>;
type TextFieldsProps = { readonly input: TextInput; readonly onChange: (input: unknown) => void };

/** What a text has beside its words. */
export function TextFields({ input, onChange }: TextFieldsProps) {
  const { t } = useTranslation();
  const style = (patch: object) => onChange({ ...input, style: { ...input.style, ...patch } });
  return (
    <>
      <p className="small muted">{t('show.properties.variables')}</p>
      <PlannedFields plans={styleFields} values={input.style} onChange={(key, value) => style({ [key]: value })} />
      <Behind input={input} onStyle={style} />
      <QuotedFile input={input} onChange={onChange} />
      <CountdownEnd input={input} onChange={onChange} />
    </>
  );
}

/** Background, outline and width of lines: each is there or not. */
function Behind({ input, onStyle }: { readonly input: TextInput; readonly onStyle: (patch: object) => void }) {
  const { t } = useTranslation();
  const { background, outline, wrapAt } = input.style;
  return (
    <div className="form-grid">
      <ToggleField
        label={t('show.fields.background')}
        checked={background !== null}
        onChange={(on) => onStyle({ background: on ? '#000000' : null })}
      />
      {background === null ? null : (
        <ColourField
          label={t('show.fields.backgroundColour')}
          value={background}
          onCommit={(colour) => onStyle({ background: colour })}
        />
      )}
      <ToggleField
        label={t('show.fields.outline')}
        checked={outline !== null}
        onChange={(on) => onStyle({ outline: on ? { colour: '#000000', width: 4 } : null })}
      />
      {outline === null ? null : (
        <ColourField
          label={t('show.fields.outlineColour')}
          value={outline.colour}
          onCommit={(colour) => onStyle({ outline: { ...outline, colour } })}
        />
      )}
      <ToggleField
        label={t('show.fields.wrap')}
        checked={wrapAt !== null}
        onChange={(on) => onStyle({ wrapAt: on ? 800 : null })}
      />
      {wrapAt === null ? null : (
        <NumberField
          label={t('show.fields.wrapAt')}
          value={wrapAt}
          min={16}
          max={8000}
          step={10}
          onCommit={(width) => onStyle({ wrapAt: Math.round(width) })}
        />
      )}
    </div>
  );
}

function QuotedFile({ input, onChange }: TextFieldsProps) {
  const { t } = useTranslation();
  const choose = async () => {
    const [file] = await chooseFiles('text', 'one');
    if (file !== undefined) onChange({ ...input, file });
  };
  return (
    <div className="field-line">
      <span className="one-line path" title={input.file ?? ''}>
        {input.file ?? t('show.properties.noFile')}
      </span>
      {input.file === null ? (
        <Button onClick={() => void choose()}>{t('show.files.choose')}</Button>
      ) : (
        <Button onClick={() => onChange({ ...input, file: null })}>{t('show.properties.forgetFile')}</Button>
      )}
    </div>
  );
}

/** A moment on the clock; without one the countdown begins when the text comes on air. */
function CountdownEnd({ input, onChange }: TextFieldsProps) {
  const { t } = useTranslation();
  const { countdownTo } = input;
  return (
    <TextField
      type="datetime-local"
      label={t('show.fields.countdownTo')}
      hint={t('show.properties.countdownHint')}
      value={countdownTo === null ? '' : localTime(countdownTo)}
      onChange={(event) => onChange({ ...input, countdownTo: isoTime(event.target.value) })}
    />
  );
}

/** "2026-05-03T10:00" in this computer's time zone. */
function localTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function isoTime(local: string): string | null {
  const date = new Date(local);
  return local === '' || Number.isNaN(date.getTime()) ? null : date.toISOString();
}
