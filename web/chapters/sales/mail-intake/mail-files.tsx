import { Image } from 'antd';
import type { MailRecord } from '../../../../src/chapters/sales/contract.ts';
import { useLanguage } from '../../../ui/language.tsx';

type File = MailRecord['fileList'][number];

/** Files of a mail: photos to look at, documents to save, and what was not kept with its reason. */
export function MailFiles({ of }: { of: readonly File[] }) {
  const { t, tw } = useLanguage();
  const photos = of.filter((f) => f.refused === null && f.mediaType === 'image/jpeg');
  const others = of.filter((f) => !photos.includes(f));
  if (of.length === 0) return null;
  return (
    <div style={{ display: 'grid', gap: 6 }}>
      {photos.length > 0 && <Image.PreviewGroup><div className="dz-row" style={{ flexWrap: 'wrap' }}>{photos.map((f) => <Image key={f.id} width={72} height={72} style={{ objectFit: 'cover' }} src={`/api/mail-files/${f.id}`} alt={f.name} />)}</div></Image.PreviewGroup>}
      {others.map((f) => <div key={f.id}>{f.refused === null ? <a href={`/api/mail-files/${f.id}`} download={f.name}>{f.name}</a> : <><span>{f.name}</span> <span className="dz-soon">{tw(f.refused)}</span></>} <span className="dz-2">{t(`${Math.ceil(f.size / 1000)} KB`, `${Math.ceil(f.size / 1000)} kB`)}</span></div>)}
    </div>
  );
}
