import type { ReactNode } from 'react';
import { Button } from 'antd';
import { useLanguage } from '../ui/language.tsx';
import { Seal } from '../ui/seal.tsx';
import './alone.css';

/** A page that stands alone on the ground, before anybody is signed in: seal, title, one column. */
export function Alone({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const { t, language, setLanguage } = useLanguage();
  return (
    <main className="dz-alone">
      <div className="dz-alone-column">
        <div className="dz-alone-mark">
          <Seal size={44} />
          <span><b>店章</b><small>{t('销售部门的可执行规章', 'The rulebook that runs')}</small></span>
          <span className="dz-grow" />
          <Button type="text" size="small" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{language === 'zh' ? 'English' : '中文'}</Button>
        </div>
        <h1>{title}</h1>
        {lead && <p className="dz-2 dz-alone-lead">{lead}</p>}
        {children}
      </div>
    </main>
  );
}
