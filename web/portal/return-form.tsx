import { useState } from 'react';
import type { PortalAfterSales, ReturnType } from '../../src/chapters/sales/after-sales/contract.ts';
import type { Language, Words } from '../../src/kernel/words.ts';
import { saying } from './after-sales.tsx';
import { PhotoField } from './photo-field.tsx';

interface Ask { type: ReturnType; reason: string; words: string; lines: { orderLineId: string; quantity: number }[] }
interface Props { page: PortalAfterSales; language: Language; onCancel: () => void; onSend: (ask: Ask, photos: readonly File[], key: string) => Promise<void> }

/** Four questions on one screen: what, which, why, how it looks. Sent once, also when the button is pressed twice or the network fails. */
export function ReturnForm({ page, language, onCancel, onSend }: Props) {
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const tw = (w: Words) => w[language];
  const before = page.types[0]?.key === 'before-shipping';
  const open = page.lines.filter((l) => l.left > 0 && !l.gift);
  const gifts = page.lines.filter((l) => l.left > 0 && l.gift);
  const [type, setType] = useState<ReturnType>(page.types[0]!.key);
  const [units, setUnits] = useState<Record<string, number>>(Object.fromEntries(open.map((l) => [l.id, before || open.length === 1 ? l.left : 0])));
  const [reason, setReason] = useState('');
  const [said, setSaid] = useState('');
  const [photos, setPhotos] = useState<readonly File[]>([]);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [key] = useState(() => crypto.randomUUID());
  const lines = open.flatMap((l) => ((units[l.id] ?? 0) > 0 ? [{ orderLineId: l.id, quantity: units[l.id]! }] : []));
  const chosen = page.reasons.find((r) => r.key === reason);
  const missing = lines.length === 0 ? t('请选择商品', 'Choose the goods') : reason === '' ? t('请选择原因', 'Choose a reason') : chosen?.needsPhoto && photos.length === 0 ? t('请拍照说明问题', 'Take a photo of it') : null;
  const send = async () => {
    setBusy(true);
    setRefused(null);
    try {
      await onSend({ type, reason, words: said.trim(), lines }, photos, key);
    } catch (error) {
      setRefused(saying(error));
      setBusy(false);
    }
  };
  return (
    <form className="ask" onSubmit={(e) => { e.preventDefault(); if (!missing && !busy) void send(); }}>
      <fieldset><legend>{t('您希望', 'You would like')}</legend>
        <div className="chips">{page.types.map((k) => <button key={k.key} type="button" className={k.key === type ? 'chip on' : 'chip'} aria-pressed={k.key === type} onClick={() => setType(k.key)}>{tw(k.words)}</button>)}</div>
      </fieldset>
      <fieldset><legend>{t('哪些商品', 'Which goods')}</legend>
        {open.map((l) => (
          <div key={l.id} className="goods"><span>{[l.title, l.spec].filter(Boolean).join(' ')}</span>
            <span className="count">
              <button type="button" disabled={before || (units[l.id] ?? 0) <= 0} aria-label={t(`${l.title} 减一件`, `One less of ${l.title}`)} onClick={() => setUnits({ ...units, [l.id]: (units[l.id] ?? 0) - 1 })}>−</button>
              <output>{units[l.id] ?? 0}</output>
              <button type="button" disabled={before || (units[l.id] ?? 0) >= l.left} aria-label={t(`${l.title} 加一件`, `One more of ${l.title}`)} onClick={() => setUnits({ ...units, [l.id]: (units[l.id] ?? 0) + 1 })}>＋</button>
            </span>
          </div>
        ))}
        {gifts.length > 0 && (type === 'return' || type === 'refused-parcel') && <p className="second">{t(`退掉达到赠送条件的商品时，赠品（${gifts.map((g) => g.title).join('、')}）请一并寄回。`, `Please send the gift back, too, when the goods that earned it go back: ${gifts.map((g) => g.title).join(', ')}.`)}</p>}
      </fieldset>
      <label>{t('原因', 'Reason')}
        <select value={reason} onChange={(e) => setReason(e.target.value)} required>
          <option value="">{t('请选择', 'Choose')}</option>
          {page.reasons.filter((r) => r.parent === null).map((p) => <optgroup key={p.key} label={tw(p.words)}>{page.reasons.filter((r) => r.parent === p.key).map((r) => <option key={r.key} value={r.key}>{tw(r.words)}</option>)}</optgroup>)}
        </select>
      </label>
      <label>{t('说明（可不填）', 'Tell us more (optional)')}<textarea value={said} onChange={(e) => setSaid(e.target.value)} maxLength={1000} rows={3} /></label>
      <PhotoField photos={photos} onChange={setPhotos} needed={chosen?.needsPhoto ?? false} language={language} />
      {(refused ?? missing) && <p role="alert" className={refused ? 'refused' : 'second'}>{refused ?? missing}</p>}
      <button type="submit" disabled={busy || missing !== null}>{busy ? t('正在提交…', 'Sending…') : t('提交申请', 'Send')}</button>
      <button type="button" className="quiet" onClick={onCancel}>{t('取消', 'Cancel')}</button>
    </form>
  );
}
