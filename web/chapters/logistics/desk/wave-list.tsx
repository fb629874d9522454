import { useState } from 'react';
import { listWaves, makeWaveEnd } from '../../../../src/chapters/logistics/transport/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { IdTag, When } from '../../../ui/values.tsx';
import { MakeWave } from './make-wave.tsx';

type Row = RowOf<typeof listWaves>;
const columns: Column<Row>[] = [
  { key: 'waveNo', title: words('波次号', 'Wave'), width: 180, fixed: true, render: (w) => <IdTag value={w.waveNo} /> },
  { key: 'warehouse', title: words('仓库', 'Warehouse'), width: '1fr', render: (w) => w.warehouseName ?? '—' },
  { key: 'parcels', title: words('包裹', 'Parcels'), width: 90, align: 'right', render: (w) => w.parcels },
  { key: 'picked', title: words('已拣', 'Picked'), width: 90, align: 'right', render: (w) => w.picked },
  { key: 'shipped', title: words('已发', 'Shipped'), width: 90, align: 'right', render: (w) => w.shipped },
  { key: 'madeBy', title: words('生成人', 'By'), width: 120, render: (w) => w.madeBy },
  { key: 'madeAt', title: words('生成时间', 'Made'), width: 130, render: (w) => <When at={w.madeAt} /> },
];
const filters: Filter[] = [{ key: 'open', title: words('待拣', 'To be picked'), kind: 'yes', pinned: true }];

export default function WaveList() {
  const t = useT();
  const [making, setMaking] = useState(false);
  return (
    <>
    <ListPage name="logistics.waves" title={t('波次', 'Waves')} endpoint={listWaves} topics={['logistics']} columns={columns} filters={filters} rowKey={(w) => w.id} rowHref={(w) => `/logistics/waves/${w.id}`} rule={['2.3.3']} searchHint={t('波次号', 'Number of the wave')}
      primary={<LeadingButton leadsTo={makeWaveEnd} type="primary" onClick={() => setMaking(true)}>{t('生成波次', 'Make a wave')}</LeadingButton>}
      empty={<EmptyState title={t('还没有波次', 'No waves yet')} hint={t('“生成波次”按您选的仓库、承运商、店铺、单件或多件、最晚发货时间，把最急的待拣包裹合成一张拣货单。', '“Make a wave” gathers the most urgent parcels of the warehouse, carrier, store, size and time that you choose into one pick list.')} />} />
    {making && <MakeWave onClose={() => setMaking(false)} />}
    </>
  );
}
