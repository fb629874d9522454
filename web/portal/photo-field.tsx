import type { Language } from '../../src/kernel/words.ts';

/** Most photos at a time. */
const MAX_PHOTOS = 9;

/** Photos from the phone's camera or album. */
export function PhotoField({ photos, onChange, needed = false, language }: { photos: readonly File[]; onChange: (photos: readonly File[]) => void; needed?: boolean; language: Language }) {
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  return (
    <>
      <label>{needed ? t('照片（必须）', 'Photos (needed)') : t(`照片（可不填，最多 ${MAX_PHOTOS} 张）`, `Photos (optional, ${MAX_PHOTOS} at most)`)}
        <input type="file" accept="image/jpeg,image/png,image/webp" multiple onChange={(e) => onChange([...(e.target.files ?? [])].slice(0, MAX_PHOTOS))} />
      </label>
      {photos.length > 0 && <p className="second">{t(`已选 ${photos.length} 张，位置等信息会自动去除`, `${photos.length} chosen; place and camera data are removed`)}</p>}
    </>
  );
}
