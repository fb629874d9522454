import { useState } from 'react';
import type { Language, Words } from '../../src/kernel/words.ts';
import { exactText } from '../ui/format.ts';
import type { PortalParcel } from './portal-api.ts';
import './tracking.css';

const minute = (at: number): string => exactText(at).slice(0, 16);

/** The way of one parcel: what is wrong and what to do, its stages, carrier and waybill, and every scan, the newest first. */
export function ParcelWay({ parcel: p, language }: { parcel: PortalParcel; language: Language }) {
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const tw = (w: Words) => w[language];
  return (
    <div className="track">
      {p.trouble && (
        <section className="trouble" role="alert">
          <h2>{tw(p.trouble.text)}</h2>
          <p>{tw(p.trouble.help)}</p>
        </section>
      )}
      <ol className="stages" aria-label={t('进度', 'Progress')}>
        {p.stages.map((s) => (
          <li key={s.text.en} className={s.is === 'next' ? '' : s.is} aria-current={s.is === 'now' ? 'step' : undefined}>
            <span>{tw(s.text)}</span>
            {s.at !== null && <time dateTime={new Date(s.at).toISOString()}>{minute(s.at)}</time>}
          </li>
        ))}
      </ol>
      <dl>
        {p.waybillNo && <div><dt>{t('承运商', 'Carrier')}</dt><dd>{p.carrier}{p.carrierPhone && <> <a href={`tel:${p.carrierPhone}`}>{p.carrierPhone}</a></>}</dd></div>}
        {p.waybillNo && <div><dt>{t('运单号', 'Waybill')}</dt><dd><Copy text={p.waybillNo} copy={t('复制', 'Copy')} said={t('已复制', 'Copied')} /></dd></div>}
        {p.orderNos.length > 1 && <div><dt>{t('同包裹的订单', 'Orders in this parcel')}</dt><dd>{p.orderNos.map((no) => <span key={no} className="block">{no}</span>)}</dd></div>}
      </dl>
      {p.events.length > 0 && (
        <section>
          <h2>{t('物流详情', 'The whole way')}</h2>
          <ol className="events">{p.events.map((e) => <li key={`${e.at} ${e.text}`}><time dateTime={new Date(e.at).toISOString()}>{minute(e.at)}</time><p>{e.text}</p></li>)}</ol>
        </section>
      )}
    </div>
  );
}

function Copy({ text, copy, said }: { text: string; copy: string; said: string }) {
  const [copied, setCopied] = useState(false);
  return <button type="button" className="quiet copy" onClick={() => void copyText(text).then(setCopied)}>{text} <b>{copied ? `✓ ${said}` : copy}</b></button>;
}

/** Browsers inside of chat programs have no clipboard of their own: there the text is selected and copied as by hand. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}
