import { Button, DatePicker, Popover } from 'antd';
import { HistoryOutlined } from '@ant-design/icons';
import dayjs from 'dayjs';
import { useLocation, useRouter } from '@tanstack/react-router';
import { dayOf } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { now } from '../ui/now.ts';

/** Where the reader stands, kept in the address: as of a day, and with what was known on one. */
export interface Moment { readonly asOf: string | undefined; readonly knownOn: string | undefined }

const day = (text: string | null): string | undefined => (text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined);

export function useMoment(): Moment & { query: { asOf?: string; knownOn?: string }; set: (next: Moment) => void } {
  const router = useRouter();
  const location = useLocation();
  const asked = new URLSearchParams(location.searchStr);
  const [asOf, knownOn] = [day(asked.get('asOf')), day(asked.get('knownOn'))];
  return {
    asOf, knownOn, query: { ...(asOf ? { asOf } : {}), ...(knownOn ? { knownOn } : {}) },
    set: (next) => {
      for (const key of ['asOf', 'knownOn'] as const) {
        if (next[key]) asked.set(key, next[key]);
        else asked.delete(key);
      }
      router.history.replace(`${location.pathname}?${asked.toString()}${location.hash ? `#${location.hash}` : ''}`);
    },
  };
}

/** The address of another page of the rulebook at the same moment. */
export const atMoment = (path: string, { asOf, knownOn }: Moment): string => {
  const query = new URLSearchParams({ ...(asOf ? { asOf } : {}), ...(knownOn ? { knownOn } : {}) }).toString();
  return query ? `${path}${path.includes('?') ? '&' : '?'}${query}` : path;
};

/** Two days to choose: what is read as of, and what was known when. */
export function TimeMachine() {
  const t = useT();
  const { asOf, knownOn, set } = useMoment();
  const today = dayOf(now());
  const pick = (label: string, value: string | undefined, onChange: (next: string | undefined) => void, from?: string) => (
    <label className="dz-moment-pick"><span className="dz-2">{label}</span>
      <DatePicker size="small" value={value ? dayjs(value) : null} placeholder={t('现在', 'now')} aria-label={label} disabledDate={(d) => d.format('YYYY-MM-DD') > today || (from !== undefined && d.format('YYYY-MM-DD') < from)}
        onChange={(d) => onChange(d ? d.format('YYYY-MM-DD') : undefined)} />
    </label>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={
      <div className="dz-moment-form">
        {pick(t('截至这一天', 'As of this day'), asOf, (next) => set({ asOf: next, knownOn: knownOn && next && knownOn < next ? undefined : knownOn }))}
        {pick(t('当时所知（这一天）', 'As known on this day'), knownOn, (next) => set({ asOf: asOf ?? next, knownOn: next }), asOf)}
        <p className="dz-2">{t('“截至”只算到那天为止发生的事；“当时所知”还排除那天以后才补录、更正的事。', '“As of” counts what had happened; “as known on” also leaves out what was recorded or corrected later.')}</p>
      </div>
    }>
      <Button size="small" icon={<HistoryOutlined />} type={asOf || knownOn ? 'primary' : 'default'}>{t('时间机器', 'Time machine')}</Button>
    </Popover>
  );
}

/** Says plainly that this is not the present, and the way back. */
export function MomentBanner({ other }: { other: 'board' | 'rulebook' }) {
  const t = useT();
  const moment = useMoment();
  const { asOf, knownOn } = moment;
  if (!asOf && !knownOn) return null;
  return (
    <div className="dz-moment" role="status">
      <b>{asOf ? t(`截至 ${asOf}`, `As of ${asOf}`) : t('截至现在', 'As of now')}{knownOn && t(`，按 ${knownOn} 当时所知`, `, as known on ${knownOn}`)}</b>
      <span className="dz-2">{t('数值、判定均为当时的；核对的未达项不含在内', 'Values and verdicts of that time; open items of matches are left out')}</span>
      <a href={atMoment(other === 'board' ? '/board' : '/rulebook', moment)}>{other === 'board' ? t('看当时的看板', 'The board then') : t('看当时的规章', 'The rulebook then')}</a>
      <button type="button" className="dz-linklike dz-moment-back" onClick={() => moment.set({ asOf: undefined, knownOn: undefined })}>{t('回到现在', 'Back to now')}</button>
    </div>
  );
}
