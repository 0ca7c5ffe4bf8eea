/** What main feeds: where another encoder publishes to, and a web page that is loaded anew. */
import { Copy, RotateCw } from 'lucide-react';
import { Button, IconButton } from '../../../app/parts/button.tsx';
import { TextField } from '../../../app/parts/field.tsx';
import { copyText, reloadPage, unusualPort, useIngestAddress } from '../../../store/show/captures.ts';
import { useTranslation } from '../../../words/words.ts';

/** Address and key as the other encoder asks for them. */
export function EncoderFields({ sourceId }: { readonly sourceId: string }) {
  const { t } = useTranslation();
  const address = useIngestAddress(sourceId);
  if (address === null) return <p className="small">{t('show.encoder.closed')}</p>;
  const port = unusualPort(address);
  return (
    <>
      <p className="small">{t('show.encoder.about')}</p>
      <CopyField label={t('show.encoder.server')} value={address.url} />
      {port === null ? null : <p className="field-note">{t('show.encoder.port', { port })}</p>}
      <CopyField label={t('show.encoder.key')} value={address.key} />
    </>
  );
}

function CopyField({ label, value }: { readonly label: string; readonly value: string }) {
  const { t } = useTranslation();
  return (
    <div className="copy-line">
      <TextField label={label} value={value} readOnly onFocus={(event) => event.target.select()} />
      <IconButton label={t('show.encoder.copy', { label })} icon={<Copy />} onClick={() => void copyText(value)} />
    </div>
  );
}

/** A page that hangs, or was changed, is loaded from its address again. */
export function PageFields({ sourceId }: { readonly sourceId: string }) {
  const { t } = useTranslation();
  return (
    <div>
      <Button icon={<RotateCw aria-hidden="true" />} onClick={() => void reloadPage(sourceId)}>
        {t('show.page.reload')}
      </Button>
    </div>
  );
}
