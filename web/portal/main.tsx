import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { applyTokens } from '../ui/tokens.ts';
import { Portal } from './tracking-entry.tsx';
import './portal.css';

const media = matchMedia('(prefers-color-scheme: dark)');
const dress = () => applyTokens(media.matches ? 'dark' : 'light');
dress();
media.addEventListener('change', dress);

createRoot(document.getElementById('root')!).render(<StrictMode><Portal /></StrictMode>);
