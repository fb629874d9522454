import { useState } from 'react';
import { listCauses, saveCauseEnd, type ComplaintCause } from '../../../../src/chapters/sales/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { WhyTree } from './why-tree.tsx';

/** Why customers complain (clause 2.4.3). */
export default function CauseTree() {
  const [q, setQ] = useState('');
  const save = useAct(saveCauseEnd);
  const read = useRead(listCauses, { query: q.trim() ? { q: q.trim() } : {} }, { topics: ['sales'] });
  return (
    <WhyTree<ComplaintCause> act={save} title={words('投诉原因', 'Causes of complaints')} rule="2.4.3" one={words('原因', 'Cause')} fresh={words('新原因', 'New cause')} change={words('修改原因', 'Change the cause')}
      empty={{ key: '', parent: null, zh: '', en: '', synonyms: [], active: true, position: 100, version: null }} read={read} rows={read.data?.rows} q={q} onSearch={setQ} usedIn={(key) => `/sales/complaints?q=&cause=${key}`}
      onSave={({ key, version, parent, zh, en, synonyms, active, position }) => save.run({ params: { key }, body: { version, parent, zh, en, synonyms, active, position } })} />
  );
}
