import { lazy, Suspense, useState } from 'react';
import type { Language } from '../../src/kernel/words.ts';
import { PortalApp } from './portal-app.tsx';

const TrackingPage = lazy(() => import('./tracking.tsx').then((m) => ({ default: m.TrackingPage })));

/** A link says by its first word what it opens: `parcel.…` is a parcel's way, everything else a page that the server describes. */
export function Portal() {
  const [language, setLanguage] = useState<Language>('zh');
  const token = /^\/p\/(parcel\.[\w.~-]{16,})$/.exec(location.pathname)?.[1];
  if (!token) return <PortalApp />;
  return <Suspense fallback={null}><TrackingPage token={token} language={language} onLanguage={setLanguage} /></Suspense>;
}
