import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from '@tanstack/react-router';
import { Providers } from './shell/app.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { makeRouter } from './shell/routes.tsx';
import { SessionGate } from './shell/session.tsx';
import { LiveProvider } from './ui/live.tsx';
import { makeQueryClient } from './ui/use-api.ts';
import './ui/styles.ts';

const root = createRoot(document.getElementById('root')!);
const client = makeQueryClient();

async function start(): Promise<void> {
  if (import.meta.env.DEV && location.pathname.startsWith('/dev/kit')) {
    const { Gallery } = await import('./kit/gallery.tsx');
    root.render(<Providers client={client}><Gallery /></Providers>);
    return;
  }
  const router = makeRouter();
  root.render(
    <StrictMode>
      <Providers client={client}>
        <ErrorBoundary>
          <SessionGate>
            <LiveProvider>
              <RouterProvider router={router} />
            </LiveProvider>
          </SessionGate>
        </ErrorBoundary>
      </Providers>
    </StrictMode>,
  );
}

await start();
