import { lazy, Suspense, useState } from 'react';
import type { Language } from '../../src/kernel/words.ts';
import { PortalApp } from './portal-app.tsx';

/** A link says by its first word what it opens; what is not named here is a page that the server describes. */
const pages = {
  parcel: lazy(() => import('./tracking.tsx').then((m) => ({ default: m.TrackingPage }))),
  quote: lazy(() => import('./negotiation.tsx').then((m) => ({ default: m.QuotePage }))),
  contract: lazy(() => import('./negotiation.tsx').then((m) => ({ default: m.ContractPage }))),
  lead: lazy(() => import('./lead-form.tsx').then((m) => ({ default: m.LeadForm }))),
  intro: lazy(() => import('./negotiation.tsx').then((m) => ({ default: m.IntroductionPage }))),
};

export function Portal() {
  const [language, setLanguage] = useState<Language>('zh');
  const [, token, kind] = /^\/p\/((parcel|quote|contract|intro|lead)\.[\w.~-]{16,})$/.exec(location.pathname) ?? [];
  if (!token || !kind) return <PortalApp />;
  const Page = pages[kind as keyof typeof pages];
  return <Suspense fallback={null}><Page token={token} language={language} onLanguage={setLanguage} /></Suspense>;
}
