import { useRef, useState, type DragEvent } from 'react';
import { Button } from 'antd';
import { InboxOutlined } from '@ant-design/icons';
import { useT } from '../language.tsx';

/** Where files are dropped or chosen; the whole box answers to the mouse, the button to the keyboard. */
export function DropBox({ accept, hint, help, onFiles }: { accept: string; hint: string; help?: string; onFiles: (files: readonly File[]) => void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    if (files && files.length > 0) onFiles([...files]);
  };
  const hold = (event: DragEvent, is: boolean) => {
    event.preventDefault();
    setOver(is);
  };
  return (
    <div className={over ? 'dz-drop dz-drop-over' : 'dz-drop'} onDragOver={(e) => hold(e, true)} onDragLeave={(e) => hold(e, false)} onDrop={(e) => { hold(e, false); take(e.dataTransfer.files); }}>
      <InboxOutlined />
      <p>{t('把文件拖到这里', 'Drop the file here')}</p>
      <p className="dz-2">{hint}</p>
      <Button onClick={() => input.current?.click()}>{t('选择文件', 'Choose a file')}</Button>
      <input ref={input} type="file" accept={accept} multiple hidden onChange={(e) => { take(e.target.files); e.target.value = ''; }} />
      {help && <p className="dz-2">{help}</p>}
    </div>
  );
}
