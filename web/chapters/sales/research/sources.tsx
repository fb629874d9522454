import { useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Button, DatePicker, Input, Popover } from 'antd';
import dayjs from 'dayjs';
import { addLinkAct, dropSourceAct, sourceKindWords, type ResearchRecord, type SectionName } from '../../../../src/chapters/sales/research/contract.ts';
import { ActButton, useActProblem } from '../../../ui/act-button.tsx';
import { dayOf } from '../../../ui/format.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { now } from '../../../ui/now.ts';
import { uploadFiles } from '../../../ui/upload.ts';
import { useAct } from '../../../ui/use-api.ts';

/** What a section rests on: links, files, screenshots, each with the day on which it was seen. */
export function Sources({ r, section }: { r: ResearchRecord; section: SectionName }) {
  const { t, tw } = useLanguage();
  const drop = useAct(dropSourceAct);
  const rows = r.sourceList.filter((s) => s.section === section);
  return (
    <div className="rs-sources">
      {rows.map((s) => (
        <div key={s.id}>
          <span className="dz-2">{tw(sourceKindWords[s.kind])} {s.seenOn}</span> {s.url ? <a href={s.url} target="_blank" rel="noreferrer">{s.title}</a> : <a href={`/api/research-sources/${s.id}/file`} download>{s.title}</a>}{s.note ? ` · ${s.note}` : ''} <span className="dz-2">{s.by}</span>
          {r.mayWrite && <ActButton act={drop} size="small" label={t('移除', 'Take out')} run={() => drop.run({ params: { id: s.id }, body: {} })} />}
        </div>
      ))}
      {r.mayWrite && <AddSource r={r} section={section} />}
      {!r.mayWrite && rows.length === 0 && section !== 'conclusions' && section !== 'risks' && <span className="dz-2">{t('没有资料来源', 'No sources')}</span>}
    </div>
  );
}

function AddSource({ r, section }: { r: ResearchRecord; section: SectionName }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const showProblem = useActProblem();
  const add = useAct(addLinkAct);
  const [title, setTitle] = useState('');
  const [url, setUrl] = useState('');
  const [seenOn, setSeenOn] = useState(() => dayOf(now()));
  const [busy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const clear = () => {
    setTitle('');
    setUrl('');
  };
  const upload = async (chosen: File) => {
    setBusy(true);
    try {
      await uploadFiles(`/research/${r.id}/files`, [chosen], () => undefined, { section, title: title.trim() || chosen.name.slice(0, 120), seenOn });
      clear();
      await client.invalidateQueries();
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Popover trigger="click" placement="bottomLeft" title={t('资料来源', 'A source')} content={
      <form style={{ display: 'grid', gap: 8, width: 300 }} onSubmit={(e) => e.preventDefault()}>
        <Input value={title} onChange={(e) => setTitle(e.target.value)} maxLength={120} placeholder={t('资料名称', 'What it is')} aria-label={t('资料名称', 'What it is')} autoFocus />
        <DatePicker allowClear={false} value={dayjs(seenOn)} onChange={(d) => d && setSeenOn(d.format('YYYY-MM-DD'))} aria-label={t('看到的日期', 'Seen on')} />
        <Input value={url} onChange={(e) => setUrl(e.target.value)} maxLength={500} placeholder="https://" aria-label={t('网址', 'Address')} inputMode="url" />
        <span className="dz-row">
          {title.trim() && url.trim() ? <ActButton act={add} primary size="small" label={t('添加链接', 'Add the link')} onDone={clear} run={() => add.run({ params: { id: r.id }, body: { section, title: title.trim(), url: url.trim(), seenOn } })} /> : <Button size="small" disabled>{t('添加链接', 'Add the link')}</Button>}
          <Button size="small" loading={busy} onClick={() => file.current?.click()}>{t('上传文件或截图', 'Upload a file or screenshot')}</Button>
          <input ref={file} type="file" hidden aria-label={t('来源文件', 'File')} onChange={(e) => { const chosen = e.target.files?.[0]; if (chosen) void upload(chosen); e.target.value = ''; }} />
        </span>
      </form>
    }><Button size="small" type="dashed">{t('添加来源', 'Add a source')}</Button></Popover>
  );
}
