import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { applyTokens } from '../ui/tokens.ts';
import { PortalApp } from './portal-app.tsx';
import './portal.css';

const media = matchMedia('(prefers-color-scheme: dark)');
const dress = () => applyTokens(media.matches ? 'dark' : 'light');
dress();
media.addEventListener('change', dress);

createRoot(document.getElementById('root')!).render(<StrictMode><PortalApp /></StrictMode>);
