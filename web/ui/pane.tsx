import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from 'antd';
import { CloseOutlined, ExpandOutlined } from '@ant-design/icons';
import { useT } from './language.tsx';
import './list-page.css';

interface PaneProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  /** Address of the whole page of what is shown. */
  readonly href?: string | undefined;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
}

/** A side pane beside a list; a full page on a phone. Esc closes it. It does not cover the list and does not trap the keyboard. */
export function Pane({ title, onClose, href, children, foot }: PaneProps) {
  const t = useT();
  const root = useRef<HTMLElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('.ant-modal-wrap, .ant-drawer-open, .ant-popover:not(.ant-popover-hidden)')) close.current();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <aside className="dz-pane" ref={root} aria-label={typeof title === 'string' ? title : undefined}>
      <div className="dz-pane-head">
        <div className="dz-grow dz-cut">{title}</div>
        {href && <Button type="text" size="small" href={href} icon={<ExpandOutlined />} aria-label={t('打开整页', 'Open the page')} />}
        <Button type="text" size="small" icon={<CloseOutlined />} onClick={onClose} aria-label={t('关闭', 'Close')} />
      </div>
      <div className="dz-pane-body">{children}</div>
      {foot && <div className="dz-pane-foot">{foot}</div>}
    </aside>
  );
}
