import { useState } from 'react';
import { Select, Switch } from 'antd';
import { causeKeys, causes, listReasons, saveReasonEnd, type ReturnReason } from '../../../../src/chapters/sales/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { WhyTree } from './why-tree.tsx';

/** Why customers give goods back, and who answers for it (clause 2.4.2). */
export default function ReasonTree() {
  const { t, tw } = useLanguage();
  const [q, setQ] = useState('');
  const save = useAct(saveReasonEnd);
  const read = useRead(listReasons, { query: q.trim() ? { q: q.trim() } : {} }, { topics: ['sales'] });
  return (
    <WhyTree<ReturnReason> act={save} title={words('退换原因', 'Reasons of returns')} rule="2.4.2" one={words('原因', 'Reason')} fresh={words('新原因', 'New reason')} change={words('修改原因', 'Change the reason')}
      empty={{ key: '', parent: null, zh: '', en: '', cause: 'no-reason', synonyms: [], needsPhoto: false, active: true, position: 100, version: null }} read={read} rows={read.data?.rows} q={q} onSearch={setQ} usedIn={(key) => `/sales/returns?q=&reason=${key}`}
      heading={(r) => tw(causes[r.cause])}
      columns={[{ key: 'cause', title: t('归因', 'Cause'), render: (r) => tw(causes[r.cause]) }, { key: 'photo', title: t('照片', 'Photo'), render: (r) => (r.needsPhoto ? t('必须', 'needed') : '—') }]}
      fields={(v, put) => (
        <>
          <label>{t('归因（决定责任与运费）', 'Cause (decides rights and freight)')}<Select style={{ width: '100%' }} value={v.cause} onChange={(cause) => put({ cause })} options={causeKeys.map((k) => ({ value: k, label: tw(causes[k]) }))} /></label>
          <label className="dz-row"><Switch checked={v.needsPhoto} onChange={(needsPhoto) => put({ needsPhoto })} />{t('客户须上传照片', 'The customer must send photos')}</label>
        </>
      )}
      onSave={({ key, version, parent, zh, en, cause, synonyms, needsPhoto, active, position }) => save.run({ params: { key }, body: { version, parent, zh, en, cause, synonyms, needsPhoto, active, position } })} />
  );
}
