import { Suspense, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Drawer } from 'antd';
import { useLocation, useRouter } from '@tanstack/react-router';
import { useT } from '../ui/language.tsx';
import { RecordSkeleton } from '../ui/skeletons.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Navigation } from './navigation.tsx';
import { Palette } from './palette.tsx';
import { TopBar } from './top-bar.tsx';
import './frame.css';

const foldKey = 'dianzhang.folded';
const phoneQuery = '(max-width: 720px)';
const subscribePhone = (listener: () => void) => {
  const media = matchMedia(phoneQuery);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
};

/** Plain links inside the application change the page without loading it anew: people and pages just write <a href>. */
function useOwnLinks(go: (href: string) => void): void {
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = (event.target as Element).closest('a');
      const href = link?.getAttribute('href');
      if (!link || !href?.startsWith('/') || href.startsWith('/api') || link.target || link.hasAttribute('download')) return;
      event.preventDefault();
      go(href);
    };
    document.addEventListener('click', onClick);
    return () => document.removeEventListener('click', onClick);
  }, [go]);
}

/** What stands around every page. */
export function Frame({ children }: { children: ReactNode }) {
  const t = useT();
  const router = useRouter();
  const location = useLocation();
  const phone = useSyncExternalStore(subscribePhone, () => matchMedia(phoneQuery).matches);
  const [folded, setFolded] = useState(() => localStorage.getItem(foldKey) === 'yes' || (localStorage.getItem(foldKey) === null && matchMedia('(max-width: 1100px)').matches));
  const [menu, setMenu] = useState(false);
  const [palette, setPalette] = useState(false);
  const [go] = useState(() => (href: string) => router.history.push(href));
  useOwnLinks(go);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        setPalette((open) => !open);
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  const fold = () => {
    localStorage.setItem(foldKey, folded ? 'no' : 'yes');
    setFolded(!folded);
  };
  return (
    <div className={folded ? 'dz-frame dz-frame-folded' : 'dz-frame'}>
      <a className="dz-skip" href="#main">{t('跳到正文', 'Skip to the page')}</a>
      {!phone && <Navigation folded={folded} onFold={fold} />}
      <TopBar phone={phone} onMenu={() => setMenu(true)} onSearch={() => setPalette(true)} />
      <main className="dz-main" id="main" tabIndex={-1}>
        <ErrorBoundary key={location.pathname}>
          <Suspense fallback={<RecordSkeleton />}>{children}</Suspense>
        </ErrorBoundary>
      </main>
      {phone && (
        <Drawer placement="left" open={menu} onClose={() => setMenu(false)} size={240} closable={false} rootClassName="dz-drawer-nav" title={null} aria-label={t('导航', 'Navigation')}>
          <Navigation folded={false} onGo={() => setMenu(false)} onFold={() => setMenu(false)} />
        </Drawer>
      )}
      <Palette open={palette} onClose={() => setPalette(false)} onGo={go} />
    </div>
  );
}
