import { Image } from 'antd';
import { useLanguage } from '../../../ui/language.tsx';

/** Photos that a customer attached to his words: small, large on a click. */
export function CasePhotos({ ids }: { ids: readonly string[] }) {
  const { t } = useLanguage();
  if (ids.length === 0) return null;
  return <Image.PreviewGroup><div className="dz-row" style={{ flexWrap: 'wrap', marginBlock: 4 }}>{ids.map((p, i) => <Image key={p} width={72} height={72} style={{ objectFit: 'cover' }} src={`/api/case-photos/${p}`} alt={t(`照片 ${i + 1}`, `Photo ${i + 1}`)} />)}</div></Image.PreviewGroup>;
}
