import { useT } from '../../../ui/language.tsx';

/** While the reader counts the article blind, its books are not told. */
export function Counted() {
  const t = useT();
  return <span className="dz-2" title={t('这个规格正在盲盘，过账前不显示账面', 'It is being counted blind; the books are shown once that is done')}>{t('盲盘中', 'Blind count')}</span>;
}
