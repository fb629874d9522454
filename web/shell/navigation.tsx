import { Tooltip } from 'antd';
import { useLocation } from '@tanstack/react-router';
import { useLanguage } from '../ui/language.tsx';
import { Seal } from '../ui/seal.tsx';
import { useRead } from '../ui/use-api.ts';
import { navOf, places, type Place } from './chapter-pages.ts';
import { usePerson, useViewer } from './session.tsx';
import { countWork } from './work-endpoints.ts';

interface Props {
  readonly folded: boolean;
  readonly onFold?: () => void;
  readonly onGo?: () => void;
}

/** Due counts for the frame: renewed by events. */
export const useDueCounts = () => useRead(countWork, {}, { topics: ['work'] });

/** The left side: seal, my work, chapters with what is due in each, rulebook, board, settings. */
export function Navigation({ folded, onFold, onGo }: Props) {
  const { t, tw } = useLanguage();
  const person = usePerson();
  const viewer = useViewer();
  const { pathname } = useLocation();
  const counts = useDueCounts().data;
  const mine = (counts?.overdue ?? 0) + (counts?.today ?? 0);
  const entry = (href: string, label: string, short: string, on: boolean, count: number, hot = false) => {
    const link = (
      <a key={href} href={href} className={on ? 'dz-nav dz-nav-on' : 'dz-nav'} aria-current={on ? 'page' : undefined} onClick={onGo}>
        <span className="dz-nav-short" aria-hidden>{short}</span>
        <span className={folded ? 'dz-sr' : 'dz-grow dz-cut'}>{label}</span>
        {count > 0 && <span className={hot ? 'dz-count dz-count-hot' : 'dz-count'} >{count > 999 ? '999+' : count}<span className="dz-sr">{t(' 项到期', ' due')}</span></span>}
      </a>
    );
    return folded ? <Tooltip key={href} title={label} placement="right">{link}</Tooltip> : link;
  };
  const show = (keys: readonly Place[]) =>
    places.filter((p) => keys.includes(p.key)).map((p) => {
      const pages = navOf(p.key, viewer);
      const first = pages[0];
      if (!first) return null;
      // A page below a page (rulebook, what it asks of me): the longest address is where one is.
      const here = pages.map((x) => x.href).filter((href) => pathname === href || pathname.startsWith(`${href}/`)).toSorted((a, b) => b.length - a.length)[0];
      const on = pages.some((x) => pathname === x.href || pathname.startsWith(`${x.href}/`)) || pathname.startsWith(`/${p.key}/`);
      return (
        <div key={p.key}>
          {entry(first.href, tw(p.title), tw(p.short), on && pages.length === 1, counts?.chapters[p.key] ?? 0)}
          {on && !folded && pages.length > 1 && (
            <div className="dz-nav-sub">
              {pages.map((x) => <a key={x.href} href={x.href} onClick={onGo} aria-current={pathname === x.href ? 'page' : undefined} className={x.href === here ? 'dz-nav dz-nav-on' : 'dz-nav'}>{tw(x.title)}</a>)}
            </div>
          )}
        </div>
      );
    });
  return (
    <nav className={folded ? 'dz-left dz-left-folded' : 'dz-left'} aria-label={t('主导航', 'Main')}>
      <button type="button" className="dz-brand" onClick={onFold} title={folded ? t('展开导航', 'Unfold navigation') : t('收起导航', 'Fold navigation')} aria-expanded={!folded}>
        <Seal size={28} />
        <span className={folded ? 'dz-sr' : 'dz-cut'}><b>店章</b><small>{person.company}</small></span>
      </button>
      <div className="dz-nav-scroll">
        {entry('/', t('我的工作', 'My work'), t('我', 'Me'), pathname === '/', mine, (counts?.overdue ?? 0) > 0)}
        <hr />
        {show(['sales', 'service', 'operations', 'logistics', 'finance', 'people'])}
        <hr />
        {show(['registers', 'rulebook', 'board'])}
        <div className="dz-grow" />
        {show(['settings'])}
      </div>
    </nav>
  );
}
